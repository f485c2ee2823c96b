"""Who may announce and change returns, and who may only look."""

from bot.core.engine.talk import Talk


def only_looks(talk: Talk) -> bool:
    """Tell somebody who may only look who may do it instead; False for anybody else."""
    dealer = talk.dealer
    if dealer is None or dealer.may_submit:
        return False
    talk.tell("dealer.look_only", rule="return_rights", contact=dealer.contact)
    return True
