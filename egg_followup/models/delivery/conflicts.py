import psycopg2

#: another transaction was in the way
CONFLICTS = (psycopg2.errors.SerializationFailure, psycopg2.errors.LockNotAvailable, psycopg2.errors.DeadlockDetected,
             psycopg2.errors.UniqueViolation)
