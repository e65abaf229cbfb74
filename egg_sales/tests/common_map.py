from .common_chain import ChainCase


class DocumentMapCase(ChainCase):
    def get_map(self, document, user=None):
        service = self.env["egg.document.map"]
        return (service.with_user(user) if user else service).get_map(document._name, document.id)

    def flatten(self, tree):
        nodes, stack = [], [(node, 0) for node in reversed(tree["roots"])]
        while stack:
            node, depth = stack.pop()
            nodes.append((depth, node["kind"], node["number"]))
            stack += [(child, depth + 1) for child in reversed(node["children"])]
        return nodes
