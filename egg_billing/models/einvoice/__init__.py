from . import uom_uom
from . import res_partner
from . import res_company
from . import account_move
from . import account_edi_common
from . import account_edi_xml_cii
from . import account_edi_xml_ubl_bis3
