"""Fed to `odoo shell`: build the web bundles once, so that each clone of the database finds them ready."""

env = globals()["env"]
env["ir.qweb"]._pregenerate_assets_bundles()
for bundle in ("web.assets_tests",):
    env["ir.qweb"]._get_asset_bundle(bundle, assets_params={}).js()
env.cr.commit()
