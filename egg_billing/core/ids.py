"""Numbers of records, as they come from outside."""

#: Above all numbers of records.
LARGEST_ID = 2**31


def is_list_of_ids(value) -> bool:
    return isinstance(value, list | tuple) and all(type(one) is int and 0 < one < LARGEST_ID for one in value)
