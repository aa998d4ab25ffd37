"""Notes: written, reworded, opened to more readers, shown, taken back."""

from facilitation.interaction import Interaction
from facilitation.interactions.notes import deciding, loading, projecting, record
from facilitation.interactions.notes.options import FIELDS, wrong_options
from retreat.log.written import NOTES

INTERACTION = Interaction(
    name="notes",
    options=wrong_options,
    fields=FIELDS,
    label="Write notes",
    takes_notes=True,
    desk=loading.for_desk,
    makes=NOTES,
    record=record.SECTION,
    tables=(record.TABLE,),
    takes_seats=True,
    decide={
        "note.add": deciding.note_add,
        "note.edit": deciding.note_edit,
        "note.share": deciding.note_share,
        "note.bring": deciding.note_bring,
        "note.remove": deciding.note_remove,
        "notes.reveal": deciding.notes_reveal,
    },
    load={
        "note.add": loading.of_note_add,
        "note.edit": loading.of_note,
        "note.share": loading.of_note,
        "note.bring": loading.of_note_bring,
        "note.remove": loading.of_note_remove,
        "notes.reveal": loading.of_reveal,
    },
    project={
        "note.add": projecting.note_add,
        "note.edit": projecting.note_edit,
        "note.share": projecting.note_share,
        "note.bring": projecting.note_bring,
        "note.remove": projecting.note_remove,
        "notes.reveal": projecting.notes_reveal,
    },
)
