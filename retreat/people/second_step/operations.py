"""Turning the second step on and off, and checking its codes. No code works twice, however often it is sent."""

from __future__ import annotations

import base64
import re
import secrets
from collections.abc import Iterator
from datetime import datetime

import pyotp
from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from retreat.errors import Conflict, InvalidInput
from retreat.ids import Ids, token_hash
from retreat.people.accounts import SECOND_STEP_FOR_EVERYONE as FOR_EVERYONE
from retreat.people.models import AccountRule, RecoveryCode, Staff
from retreat.people.second_step.sealing import seal, unseal

ISSUER = "Data retreat toolkit"
WRONG_CODE = "That code is not right. Please wait for the next one in your app and try again."
RECOVERY_CODES = 8
# A phone's clock may be half a minute off.
_STEPS_OFF = 1
_STEP_S = 30
_SECRET_BYTES = 20
# Letters and digits that cannot be confused with one another; 16 of them are 79 bits.
_ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"
_CODE_CHARS = 16


def begin(db: Session, staff_id: str, *, secret_key: str) -> None:
    """Make a new secret, which counts once a code has shown that an app holds it.

    Raises:
        Conflict: The second step is already on.
    """
    staff = db.get_one(Staff, staff_id)
    if staff.second_step_at is not None:
        raise Conflict("The second step is already on.", code="on_already")
    staff.second_step_secret = seal(secrets.token_bytes(_SECRET_BYTES), owner=staff_id, secret_key=secret_key)
    staff.second_step_used = None
    db.flush()


def secret_begun(db: Session, staff_id: str, *, secret_key: str) -> tuple[str, str] | None:
    """The secret that an app is to take over: as letters to type, and as the address in the picture to scan."""
    staff = db.get_one(Staff, staff_id)
    if staff.second_step_at is not None or staff.second_step_secret is None:
        return None
    raw = unseal(staff.second_step_secret, owner=staff_id, secret_key=secret_key)
    if raw is None:
        return None
    letters = base64.b32encode(raw).decode()
    return letters, pyotp.TOTP(letters).provisioning_uri(name=staff.email, issuer_name=ISSUER)


def confirm(db: Session, staff_id: str, typed: str, *, secret_key: str, now: datetime, ids: Ids) -> tuple[str, ...]:
    """Turn it on: an app holds the secret. Returns the recovery codes, which are shown once.

    Raises:
        InvalidInput: The code is not right.
        Conflict: It was never begun, or is already on.
    """
    staff = db.scalars(select(Staff).where(Staff.id == staff_id).with_for_update()).one()
    if staff.second_step_at is not None or staff.second_step_secret is None:
        raise Conflict("Please start again.", code="not_begun")
    if not _is_right(db, staff, typed, secret_key=secret_key, now=now):
        raise InvalidInput(WRONG_CODE, code="wrong_code", fields={"code": WRONG_CODE})
    staff.second_step_at = now
    return new_recovery_codes(db, staff_id, ids=ids)


def new_recovery_codes(db: Session, staff_id: str, *, ids: Ids) -> tuple[str, ...]:
    """Make new recovery codes; the old ones end."""
    db.execute(delete(RecoveryCode).where(RecoveryCode.staff_id == staff_id))
    codes = tuple(_made() for _ in range(RECOVERY_CODES))
    db.add_all(
        RecoveryCode(id=ids(), staff_id=staff_id, code_hash=token_hash(_clean(code)), used_at=None) for code in codes
    )
    db.flush()
    return codes


def recovery_codes_left(db: Session, staff_id: str) -> int:
    """How many have not been used."""
    unused = select(func.count()).where(RecoveryCode.staff_id == staff_id, RecoveryCode.used_at.is_(None))
    return db.scalar(unused) or 0


def check(db: Session, staff_id: str, typed: str, *, secret_key: str, now: datetime) -> str | None:
    """What a code was: ``app`` or ``recovery``; None if it is not right. This uses it up."""
    staff = db.scalars(select(Staff).where(Staff.id == staff_id).with_for_update()).first()
    if staff is None or staff.second_step_at is None:
        return None
    if _is_right(db, staff, typed, secret_key=secret_key, now=now):
        return "app"
    used = db.execute(
        update(RecoveryCode)
        .where(
            RecoveryCode.staff_id == staff_id,
            RecoveryCode.code_hash == token_hash(_clean(typed)),
            RecoveryCode.used_at.is_(None),
        )
        .values(used_at=now)
        .execution_options(synchronize_session=False)
    )
    return "recovery" if used.rowcount else None  # type: ignore[attr-defined]


def turn_off(db: Session, staff_id: str) -> None:
    """Forget the secret and the recovery codes."""
    db.execute(delete(RecoveryCode).where(RecoveryCode.staff_id == staff_id))
    staff = db.get_one(Staff, staff_id)
    staff.second_step_secret, staff.second_step_at, staff.second_step_used = None, None, None
    db.flush()


def is_for_everyone(db: Session) -> bool:
    """Whether everybody with an account must have a second step."""
    return db.get(AccountRule, FOR_EVERYONE) is not None


def set_for_everyone(db: Session, wanted: bool, *, now: datetime) -> None:
    """Require a second step for everybody, or make it optional."""
    rule = db.get(AccountRule, FOR_EVERYONE)
    if wanted and rule is None:
        db.add(AccountRule(name=FOR_EVERYONE, since=now))
    elif not wanted and rule is not None:
        db.delete(rule)
    db.flush()


def _is_right(db: Session, staff: Staff, typed: str, *, secret_key: str, now: datetime) -> bool:
    code = re.sub(r"\s", "", typed)
    if not re.fullmatch(r"[0-9]{6}", code) or staff.second_step_secret is None:
        return False
    raw = unseal(staff.second_step_secret, owner=staff.id, secret_key=secret_key)
    if raw is None:
        return False
    counted = pyotp.TOTP(base64.b32encode(raw).decode())
    step = next((one for one in _steps(now) if secrets.compare_digest(counted.generate_otp(one), code)), None)
    if step is None:
        return False
    # In one statement, so that of two who send the same code at once one is late.
    used = db.execute(
        update(Staff)
        .where(Staff.id == staff.id, Staff.second_step_used.is_(None) | (Staff.second_step_used < step))
        .values(second_step_used=step)
        .execution_options(synchronize_session=False)
    )
    db.refresh(staff, ["second_step_used"])
    return bool(used.rowcount)  # type: ignore[attr-defined]


def _steps(now: datetime) -> Iterator[int]:
    present = int(now.timestamp()) // _STEP_S
    return iter(range(present - _STEPS_OFF, present + _STEPS_OFF + 1))


def _made() -> str:
    letters = "".join(secrets.choice(_ALPHABET) for _ in range(_CODE_CHARS))
    return "-".join(letters[at : at + 4] for at in range(0, _CODE_CHARS, 4))


def _clean(typed: str) -> str:
    return re.sub(r"[^0-9a-z]", "", typed.casefold())
