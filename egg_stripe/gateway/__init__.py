from .stripe_gateway import StripeGateway, verify_event
