"""Offered: programmes (七个一批): opened with seats, and who takes part in them."""

from __future__ import annotations

from servicekit.errors import EndsBeforeItBegins, UnknownCadre, UnknownEntry, UnknownUnit
from servicekit.operations import BulkCommand, Command, Query
from servicekit.schema import page_of
from services.talentpool.errors.programmes import (
    NoParticipant,
    NoProgramme,
    NoProgress,
    NotTakingPart,
    ParticipantNotServing,
    ParticipantRestricted,
    ProgrammeClosed,
    ProgrammeFull,
    ProgrammeKnown,
    SeatsTaken,
    TakesPart,
)
from services.talentpool.schemas import programmes as schemas

# fmt: off
OPEN_PROGRAMME = Command(
    "talentpool.open_programme", schemas.OpenProgramme, schemas.ProgrammeOut,
    refuses=(UnknownEntry, UnknownUnit, EndsBeforeItBegins, ProgrammeKnown),
    put_right=("change_seats", "close_programme"),
)
CHANGE_SEATS = Command(
    "talentpool.change_seats", schemas.ChangeSeats, schemas.ProgrammeOut,
    refuses=(NoProgramme, ProgrammeClosed, SeatsTaken),
    put_right=("change_seats",),
)
CLOSE_PROGRAMME = Command(
    "talentpool.close_programme", schemas.ProgrammeOf, schemas.ProgrammeOut,
    refuses=(NoProgramme, ProgrammeClosed),
    put_right=("open_programme",),
)
GET_PROGRAMME = Query("talentpool.get_programme", schemas.ProgrammeOf, schemas.ProgrammeOut, refuses=(NoProgramme,))
LIST_PROGRAMMES = Query("talentpool.list_programmes", schemas.ListProgrammes, page_of(schemas.ProgrammeOut))
ENROL = Command(
    "talentpool.enrol", schemas.Enrol, schemas.ParticipantOut,
    refuses=(
        UnknownCadre, NoProgramme, ParticipantNotServing, ParticipantRestricted, ProgrammeClosed, ProgrammeFull,
        TakesPart,
    ),
    put_right=("leave_programme",),
)
IMPORT_PARTICIPANTS = BulkCommand(
    "talentpool.import_participants", row=schemas.ParticipantRow,
    refuses=(
        UnknownCadre, NoProgramme, ParticipantNotServing, ParticipantRestricted, ProgrammeClosed, ProgrammeFull,
        TakesPart,
    ),
    put_right=("leave_programme",),
)
NOTE_PROGRESS = Command(
    "talentpool.note_progress", schemas.NoteProgress, schemas.ParticipantOut,
    refuses=(NoParticipant, NotTakingPart, NoProgress),
    put_right=("correct_participant",),
)
COMPLETE_PARTICIPANT = Command(
    "talentpool.complete_participant", schemas.CompleteParticipant, schemas.ParticipantOut,
    refuses=(NoParticipant, NotTakingPart, NoProgress),
    put_right=("correct_participant",),
)
LEAVE_PROGRAMME = Command(
    "talentpool.leave_programme", schemas.LeaveProgramme, schemas.ParticipantOut,
    refuses=(NoParticipant, NotTakingPart, NoProgress),
    put_right=("correct_participant",),
)
CORRECT_PARTICIPANT = Command(
    "talentpool.correct_participant", schemas.CorrectParticipant, schemas.ParticipantOut,
    refuses=(NoParticipant, ProgrammeFull, TakesPart, ParticipantNotServing),
    put_right=("correct_participant",),
)
GET_PARTICIPANT = Query(
    "talentpool.get_participant", schemas.ParticipantOf, schemas.ParticipantOut,
    refuses=(NoParticipant,),
)
LIST_PARTICIPANTS = Query("talentpool.list_participants", schemas.ListParticipants, page_of(schemas.ParticipantOut))
