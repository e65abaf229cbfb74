"""Two workers deal with one import at once: each line becomes one record (MIG-02)."""

from .support.databases import cloned, run_script, run_together, sql

READ = '''
import base64
rows = "".join(f"C{number};Client numéro {number}\\n" for number in range(900))
move_in = env["egg.move.in"].create({
    "kind": "partner", "file": base64.b64encode(f"Code client;Nom\\n{rows}".encode()), "file_name": "clients.csv"})
move_in.action_read()
move_in.action_check()
env.cr.commit()
while move_in.state == "reading":
    move_in._cron_work()
    env.cr.commit()
move_in.action_load()
env.cr.commit()
'''
WORK = '''
meet()
for _again in range(20):
    env["egg.move.in"]._cron_work()
    env.cr.commit()
'''


def test_two_workers_take_over_one_list():
    """MIG-02: each customer once, whoever took the lines over; none is in error because somebody else was there."""
    with cloned("movetwice") as database:
        run_script(database, READ)
        assert sql(database, "SELECT state, ready_count FROM egg_move_in") == [["loading", "900"]]
        run_together(database, WORK)
        assert sql(database, "SELECT state, loaded_count, error_count FROM egg_move_in") == [["done", "900", "0"]]
        assert sql(database, "SELECT count(*), count(DISTINCT ref) FROM res_partner WHERE ref ~ '^C[0-9]+$'") == [
            ["900", "900"]]
