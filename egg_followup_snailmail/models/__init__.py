from . import channel, delivery, stage
