import inspect
import logging
import math
import re
import traceback
from collections.abc import Mapping
from typing import NamedTuple

from odoo import http
from odoo.addons.rpc.controllers.json2 import WebJson2Controller
from odoo.exceptions import RedirectWarning, UserError
from odoo.http import request
from odoo.service.model import get_public_method
from odoo.tools import frozendict
from psycopg2 import DataError, ProgrammingError

from ..core.ids import is_list_of_ids

_logger = logging.getLogger(__name__)

SUITE = "odoo.addons.egg_"
#: Above all whole numbers that the database holds.
LARGEST = 2**63
NO_CONTEXT = frozendict()
#: JSON can write a null character, and halves of characters.
UNREADABLE_TEXT = re.compile("[\0\ud800-\udfff]")
#: What Python and the database say of values that a method or a field cannot read.
UNREADABLE = (
    ArithmeticError, AssertionError, AttributeError, LookupError, NotImplementedError, TypeError, ValueError, DataError,
    ProgrammingError,
)


class SuiteMethod(NamedTuple):
    """A method that this suite brings or extends."""

    function: object
    is_own: bool  # not one of Odoo's: of a model or by a name of the suite


def find_suite_method(model, name) -> SuiteMethod | None:
    """Return the method that a program calls when it is of this suite; None: it is Odoo's alone."""
    try:
        function = get_public_method(model, name)
    except AttributeError:
        return None
    makers = [cls for cls in type(model).mro() if name in vars(cls)]
    from_suite = [cls for cls in makers if cls.__module__.startswith(SUITE)]
    if not from_suite and not model._name.startswith("egg."):
        return None
    return SuiteMethod(function, model._name.startswith("egg.") or not set(makers) - set(from_suite) - {type(model)})


def is_readable(value) -> bool:
    """Whether all numbers and texts in this can be held by fields: no NaN, no infinity, no broken characters."""
    rest = [value]
    while rest:
        one = rest.pop()
        if isinstance(one, Mapping):
            rest += [*one.keys(), *one.values()]
        elif isinstance(one, list | tuple):
            rest += one
        elif isinstance(one, str):
            if UNREADABLE_TEXT.search(one):
                return False
        elif isinstance(one, int | float) and not (math.isfinite(one) and abs(one) < LARGEST):
            # above the largest whole number no amount means anything
            return False
    return True


class SuiteJson2(WebJson2Controller):
    """Calls to this suite: what cannot be read is refused in words, in the language of the user."""

    @http.route()
    def web_json_2_rpc(self, __model__, __method__, ids=(), context=NO_CONTEXT, **kwargs):
        model = request.env[__model__] if __model__ in request.env else None
        method = find_suite_method(model, __method__) if model is not None else None
        if method is None:
            return super().web_json_2_rpc(__model__, __method__, ids=ids, context=context, **kwargs)
        user = request.env.user
        own_context = {"lang": user.lang, "tz": user.tz}
        # The transaction may be broken when the words are needed.
        texts = self._prepare_egg_texts(request.env(context=own_context), __method__, method.function)
        if not isinstance(context, Mapping):
            raise UserError(texts["context"])
        if not is_list_of_ids(ids):
            raise UserError(texts["ids"])
        if not is_readable([kwargs, context]):
            raise UserError(texts["values"])
        if method.is_own:
            context = own_context | dict(context)
        try:
            inspect.signature(method.function).bind(model, **kwargs)
        except TypeError as error:
            raise UserError(texts["arguments"]) from error
        try:
            result = super().web_json_2_rpc(__model__, __method__, ids=ids, context=context, **kwargs)
            request.env.flush_all()
        except RedirectWarning as error:
            raise UserError(error.args[0]) from error
        except UNREADABLE as error:
            # Not its text: it may say what was sent.
            _logger.warning("%s.%s was refused: %s\n%s", __model__, __method__, type(error).__name__,
                            "".join(traceback.format_tb(error.__traceback__)))
            is_one = isinstance(error, ValueError) and str(error).startswith("Expected singleton")
            raise UserError(texts["one" if is_one else "refused"]) from error
        return result

    def _prepare_egg_texts(self, env, name, function) -> dict:
        """What is said of a call that cannot be read, by its fault."""
        names = [one.name for one in inspect.signature(function).parameters.values()][1:]
        return {
            "context": env._("The context of a call is an object, for instance {\"lang\": \"fr_FR\"}."),
            "ids": env._("The ids of a call are a list of the numbers of records."),
            "values": env._(
                "A value of this call cannot be read: a number that is too large or none at all (NaN, Infinity), or a "
                "text with a null or broken character."),
            "arguments": env._("%(method)s takes these arguments: %(names)s.", method=name,
                               names=", ".join(names) or env._("none")),
            "one": env._("%(method)s is called on one record at a time: give one number in ids.", method=name),
            "refused": env._(
                "%(method)s cannot be carried out with these values: check what each of them should be.", method=name),
        }
