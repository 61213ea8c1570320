"""The shelf of own gestures: what lies on disk, listed, brought in, given out and removed on another thread."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from gesture_app.core.errors import AppError
from gesture_app.core.gesture_draft import Draft, DraftFolder
from gesture_app.core.gesture_folder import (
    Labelled,
    OwnFolder,
    copy_folder,
    delete_folder,
    own_folders,
    read_own_folder,
    write_folder,
)
from gesture_app.core.gestures import Gesture
from gesture_app.core.own_training import OwnPlaces, training_lines
from gesture_app.core.own_vocabulary import add_own, remove_own
from gesture_app.ui.message_bar import Message, MessageBar, Tone
from gesture_app.ui.own_overview import OwnOverview
from gesture_app.workers.jobs import Job, Jobs

_TOPIC = "own gestures"  # of jobs and messages


@dataclass(frozen=True, slots=True)
class _Contents:
    """What there is on disk."""

    folders: Sequence[OwnFolder]
    draft: Draft | None


class OwnShelf(QObject):
    """Shows what there is, and does what is wished with it, one thing after the other.

    Signals:
        done(object): What a job returned that was handed to `do`.
    """

    done = Signal(object)

    def __init__(self, overview: OwnOverview, messages: MessageBar, jobs: Jobs, places: OwnPlaces) -> None:
        super().__init__(overview)
        self._overview = overview
        self._messages = messages
        self._jobs = jobs
        self._places = places
        self.files = DraftFolder(places.draft)
        self.draft: Draft | None = None  # on disk, to be gone on with
        overview.delete_wished.connect(self._delete)
        overview.export_wished.connect(self._export)
        overview.import_wished.connect(self._import)
        jobs.done.connect(self._on_done)
        jobs.failed.connect(self._on_failed)

    def do(self, job: Job) -> None:
        """Do something on the thread of the jobs; what fails is told above the page."""
        self._messages.clear(_TOPIC)
        self._jobs.start(_TOPIC, job)

    def do_and_list(self, job: Callable[[], None]) -> None:
        """Change something on disk, then show what there is."""

        def changed() -> _Contents:
            job()
            return self._contents()

        self.do(changed)

    def list(self) -> None:
        """Show what there is."""
        self.do(self._contents)

    def finish(self, draft: Draft, names: Sequence[str], labelled: Sequence[Labelled]) -> None:
        """Make a folder of a draft, which goes only once everything of it is there."""

        def finish() -> None:
            write_folder(self._places.folders / draft.label, draft.label, draft.title, names, labelled)
            add_own(self._places.vocabulary, Gesture(draft.label, draft.title, icon=""))
            self.files.discard()

        self.do_and_list(finish)

    def tell(self, sentence: str) -> None:
        """Say what cannot be done, above the page."""
        self._messages.show_message(Message(_TOPIC, sentence, Tone.ERROR))

    def _contents(self) -> _Contents:
        return _Contents(own_folders(self._places.folders), self.files.read())

    @Slot(str, object)
    def _on_done(self, topic: str, result: object) -> None:
        if topic != _TOPIC:
            return
        if not isinstance(result, _Contents):
            self.done.emit(result)
            return
        self.draft = result.draft
        command = training_lines([one.path for one in result.folders], self._places)
        self._overview.show_gestures(result.folders, command)
        self._overview.show_draft(result.draft.title if result.draft else "")

    @Slot(str, object)
    def _on_failed(self, topic: str, error: AppError) -> None:
        if topic == _TOPIC:
            self.tell(str(error))

    @Slot(str)
    def _delete(self, label: str) -> None:
        def delete() -> None:
            delete_folder(self._places.folders / label)
            remove_own(self._places.vocabulary, label)

        self.do_and_list(delete)

    @Slot(str, str)
    def _export(self, label: str, into: str) -> None:
        self.do_and_list(lambda: copy_folder(self._places.folders / label, Path(into) / label))

    @Slot(str)
    def _import(self, path: str) -> None:
        def bring_in() -> None:
            folder = read_own_folder(Path(path))
            copy_folder(folder.path, self._places.folders / folder.label)
            add_own(self._places.vocabulary, Gesture(folder.label, folder.title, icon=""))

        self.do_and_list(bring_in)
