"""A follow-up turned into a question that stands alone."""

from advisor.conversation.alone import messages_of, stand_alone

__all__ = ["messages_of", "stand_alone"]
