from . import channel, content, delivery, stage
