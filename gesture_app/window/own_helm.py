"""Steers the recording of own gestures: from the camera into memory, from there, when wished, into a folder."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QImage

from gesture_app.core.errors import AppError, OwnGestureError
from gesture_app.core.gesture_draft import Draft, DraftFolder
from gesture_app.core.gesture_folder import (
    OwnFolder,
    arrange,
    copy_folder,
    delete_folder,
    own_folders,
    read_own_folder,
    write_folder,
)
from gesture_app.core.gestures import Gesture
from gesture_app.core.own_names import named
from gesture_app.core.own_pictures import LabelledBox, OwnPicture, Shot, Take, Verdict
from gesture_app.core.own_training import OwnPlaces, training_lines
from gesture_app.core.own_vocabulary import add_own, read_own, remove_own
from gesture_app.core.proposals import fill_gaps, propose
from gesture_app.core.sampling import TAKE_S
from gesture_app.core.stretches import LEAST_PICTURES
from gesture_app.ui.main_window import MainWindow
from gesture_app.ui.message_bar import Message, Tone
from gesture_app.ui.own_review import THUMBNAIL_PX
from gesture_app.ui.picture import Mark
from gesture_app.ui.words import gesture_word
from gesture_app.workers.gesture_recorder import GestureRecorder
from gesture_app.workers.jobs import Jobs
from gesture_app.workers.line import LineResult
from gesture_app.workers.preview import to_bgra

COUNTDOWN = 3  # seconds to put the mouse away
SECOND_MS = 1000
REFRESH_MS = 100

_TOPIC = "own gestures"  # of jobs and messages


@dataclass(frozen=True, slots=True)
class _Overview:
    """What there is on disk."""

    folders: Sequence[OwnFolder]
    draft: Draft | None


@dataclass(frozen=True, slots=True)
class _Thumbnails:
    """Small pictures of a draft."""

    images: Sequence[QImage]


class OwnHelm(QObject):
    """Turns what happens on the page of own gestures into recordings and folders.

    Signals:
        recording_changed: Hands are recorded from now on, so they shall order nothing; or not any more.
    """

    recording_changed = Signal()

    def __init__(
        self,
        window: MainWindow,
        recorder: GestureRecorder,
        jobs: Jobs,
        vocabulary: Mapping[str, Gesture],
        setting: OwnSetting,
    ) -> None:
        super().__init__(window)
        self._window = window
        self._page = window.own
        self._recorder = recorder
        self._jobs = jobs
        self._vocabulary = vocabulary
        self._setting = setting
        self._files = DraftFolder(setting.places.draft)
        self._draft: Draft | None = None  # that is being worked on
        self._kept: Draft | None = None  # on disk, to be gone on with
        self._take = Take.SHOWN
        self._shots: tuple[Shot, ...] = ()
        self._seconds_left = 0
        self._is_listed = False
        self._countdown = QTimer(self, interval=SECOND_MS)
        self._countdown.timeout.connect(self._count_down)
        self._clock = QTimer(self, interval=REFRESH_MS)
        self._clock.timeout.connect(self._look)
        self._connect()

    @property
    def is_recording(self) -> bool:
        """Whether hands are recorded, or are about to be."""
        return self._countdown.isActive() or self._clock.isActive()

    @Slot(object)
    def show_result(self, result: LineResult) -> None:
        """Show the camera's picture while one records."""
        recording = self._page.recording
        if recording.picture.isVisible():
            marks = tuple(Mark(one.box, self._word(one.gesture), is_leading=False) for one in result.detections)
            recording.picture.show_picture(to_bgra(result.frame.pixels), marks)

    def _word(self, label: str) -> str:
        gesture = self._vocabulary.get(label)
        return gesture_word(gesture.title) if gesture else label

    # What there is

    @Slot(bool)
    def _on_seen(self, is_seen: bool) -> None:
        if is_seen and not self._is_listed:
            self._is_listed = True
            self._list()
        if not is_seen and self.is_recording:
            self._stop()  # nobody shall be recorded without seeing it

    def _list(self) -> None:
        places = self._setting.places
        self._do(lambda: _Overview(own_folders(places.folders), self._files.read()))

    def _do(self, job: Callable[[], object]) -> None:
        self._window.messages.clear(_TOPIC)
        self._jobs.start(_TOPIC, job)

    def _do_and_list(self, job: Callable[[], None]) -> None:
        """Change something on disk, then show what there is."""
        places = self._setting.places

        def done() -> _Overview:
            job()
            return _Overview(own_folders(places.folders), self._files.read())

        self._do(done)

    @Slot(str, object)
    def _on_done(self, topic: str, result: object) -> None:
        if topic != _TOPIC:
            return
        if isinstance(result, _Overview):
            self._kept = result.draft
            command = training_lines([one.path for one in result.folders], self._setting.places)
            self._page.overview.show_gestures(result.folders, command)
            self._page.overview.show_draft(result.draft.title if result.draft else "")
        if isinstance(result, _Thumbnails) and self._draft is not None:
            self._page.review.show_pictures(self._draft.pictures, result.images)

    @Slot(str, object)
    def _on_failed(self, topic: str, error: AppError) -> None:
        if topic == _TOPIC:
            self._tell(str(error), Tone.ERROR)

    def _tell(self, sentence: str, tone: Tone) -> None:
        self._window.messages.show_message(Message(_TOPIC, sentence, tone))

    # Recording

    @Slot()
    def _begin(self) -> None:
        self._draft = None
        self._page.turn_to(self._page.recording)
        self._page.recording.ask_name()

    @Slot(str)
    def _name(self, title: str) -> None:
        try:
            gesture = named(title, {**self._vocabulary, **read_own(self._setting.places.vocabulary)})
        except AppError as error:
            self._page.recording.refuse(str(error))
            return
        self._start_draft(gesture.label, gesture.title)

    @Slot(str)
    def _record_more(self, label: str) -> None:
        try:
            folder = read_own_folder(self._setting.places.folders / label)
        except OwnGestureError as error:
            self._tell(str(error), Tone.ERROR)
            return
        self._page.turn_to(self._page.recording)
        self._start_draft(folder.label, folder.title)

    def _start_draft(self, label: str, title: str) -> None:
        self._draft = Draft(label, title, self._setting.stamp())
        self._get_ready(Take.SHOWN)

    def _get_ready(self, take: Take) -> None:
        assert self._draft is not None
        self._take = take
        self._page.recording.show_ready(take, self._draft.title)

    @Slot()
    def _record(self) -> None:
        self._seconds_left = COUNTDOWN
        self._page.recording.show_countdown(COUNTDOWN)
        self._countdown.start()
        self.recording_changed.emit()

    @Slot()
    def _count_down(self) -> None:
        self._seconds_left -= 1
        if self._seconds_left > 0:
            self._page.recording.show_countdown(self._seconds_left)
            return
        self._countdown.stop()
        self._recorder.begin()
        self._clock.start()
        self._look()

    @Slot()
    def _look(self) -> None:
        """See how far the recording is."""
        seconds, pictures = self._recorder.progress
        self._page.recording.show_progress(seconds, pictures)
        if seconds >= TAKE_S:
            self._shots = self._end()
            self._page.recording.show_recorded(len(self._shots), LEAST_PICTURES)

    def _end(self) -> tuple[Shot, ...]:
        self._countdown.stop()
        self._clock.stop()
        self.recording_changed.emit()
        return self._recorder.take()

    @Slot()
    def _stop(self) -> None:
        self._end()
        if self._draft is not None:
            self._get_ready(self._take)

    @Slot()
    def _keep(self) -> None:
        """Write what was recorded, and go on to the next recording or to the pictures."""
        assert self._draft is not None
        draft, shots, take = self._draft, self._shots, self._take
        pictures = propose(shots, self._names(draft.label), take)
        self._shots = ()
        self._draft = replace(draft, pictures=(*draft.pictures, *pictures))
        kept, first = self._draft, len(draft.pictures)
        if first:
            self._do(lambda: self._files.keep(pictures, first))
        else:
            self._do(lambda: self._files.begin(kept))
        self._go_on()

    def _names(self, label: str) -> tuple[str, ...]:
        return (*self._setting.shipped, label)

    def _go_on(self) -> None:
        """What is missing is recorded next."""
        assert self._draft is not None
        missing = next((take for take in Take if not self._draft.has(take)), None)
        if missing is not None:
            self._page.turn_to(self._page.recording)
            self._get_ready(missing)
            return
        labels = {label: self._word(label) for label in reversed(self._names(self._draft.label))}
        self._page.review.begin(self._draft.title, {**labels, self._draft.label: self._draft.title}, self._draft.label)
        self._page.turn_to(self._page.review)
        pictures = self._draft.pictures
        self._do(lambda: _Thumbnails([_thumbnail(one.jpeg) for one in pictures]))

    @Slot()
    def _leave(self) -> None:
        """Back to the overview; what was kept is offered there."""
        if self.is_recording:
            self._end()
        self._shots = ()
        self._draft = None
        self._page.turn_to(self._page.overview)
        self._list()

    @Slot()
    def _resume(self) -> None:
        self._draft, self._kept = self._kept, None
        if self._draft is not None:
            self._page.overview.show_draft("")
            self._go_on()

    @Slot()
    def _discard(self) -> None:
        self._draft = None
        self._page.turn_to(self._page.overview)
        self._do_and_list(self._files.discard)

    # Review

    @Slot(int, object)
    def _correct(self, number: int, boxes: tuple[LabelledBox, ...]) -> None:
        """Keep corrected boxes, and guess those of the pictures around it anew."""
        assert self._draft is not None
        pictures = list(self._draft.pictures)
        pictures[number] = replace(pictures[number], boxes=boxes, verdict=Verdict.ACCEPTED)
        self._change(fill_gaps(pictures, self._draft.label))

    @Slot(int, Verdict)
    def _judge(self, number: int, verdict: Verdict) -> None:
        assert self._draft is not None
        pictures = list(self._draft.pictures)
        pictures[number] = replace(pictures[number], verdict=verdict)
        self._change(fill_gaps(pictures, self._draft.label))

    @Slot()
    def _accept_all(self) -> None:
        assert self._draft is not None
        self._change(
            tuple(
                replace(one, verdict=Verdict.ACCEPTED) if one.verdict is Verdict.OPEN else one
                for one in self._draft.pictures
            )
        )

    def _change(self, pictures: tuple[OwnPicture, ...]) -> None:
        """Show and keep what is different."""
        assert self._draft is not None
        changed = [number for number, one in enumerate(pictures) if one != self._draft.pictures[number]]
        self._draft = replace(self._draft, pictures=pictures)
        self._page.review.update_pictures(pictures)
        for number in changed:
            self._jobs.start(_TOPIC, lambda number=number: self._files.correct(number, pictures[number]))  # type: ignore[misc]

    @Slot()
    def _finish(self) -> None:
        """Make the folder; the draft goes only once everything of it is there."""
        assert self._draft is not None
        draft, names, places = self._draft, self._names(self._draft.label), self._setting.places
        try:
            labelled = arrange(draft.pictures, names, draft.stamp)
        except OwnGestureError as error:
            self._tell(str(error), Tone.ERROR)
            return

        def finish() -> None:
            write_folder(places.folders / draft.label, draft.label, draft.title, names, labelled)
            add_own(places.vocabulary, Gesture(draft.label, draft.title, icon=""))
            self._files.discard()

        self._draft = None
        self._page.turn_to(self._page.overview)
        self._do_and_list(finish)

    # Folders

    @Slot(str)
    def _delete(self, label: str) -> None:
        places = self._setting.places

        def delete() -> None:
            delete_folder(places.folders / label)
            remove_own(places.vocabulary, label)

        self._do_and_list(delete)

    @Slot(str, str)
    def _export(self, label: str, into: str) -> None:
        source = self._setting.places.folders / label
        self._do_and_list(lambda: copy_folder(source, Path(into) / label))

    @Slot(str)
    def _import(self, path: str) -> None:
        places = self._setting.places

        def bring_in() -> None:
            folder = read_own_folder(Path(path))
            copy_folder(folder.path, places.folders / folder.label)
            add_own(places.vocabulary, Gesture(folder.label, folder.title, icon=""))

        self._do_and_list(bring_in)

    def _connect(self) -> None:
        page, jobs = self._page, self._jobs
        page.seen_changed.connect(self._on_seen)
        for signal, slot in (
            (page.overview.new_wished, self._begin),
            (page.overview.more_wished, self._record_more),
            (page.overview.delete_wished, self._delete),
            (page.overview.export_wished, self._export),
            (page.overview.import_wished, self._import),
            (page.overview.resume_wished, self._resume),
            (page.overview.discard_wished, self._discard),
            (page.recording.named, self._name),
            (page.recording.record_wished, self._record),
            (page.recording.stop_wished, self._stop),
            (page.recording.keep_wished, self._keep),
            (page.recording.left, self._leave),
            (page.review.corrected, self._correct),
            (page.review.judged, self._judge),
            (page.review.all_accepted, self._accept_all),
            (page.review.finished, self._finish),
            (page.review.left, self._leave),
            (page.review.discard_wished, self._discard),
        ):
            signal.connect(slot)
        jobs.done.connect(self._on_done)
        jobs.failed.connect(self._on_failed)


@dataclass(frozen=True, slots=True)
class OwnSetting:
    """What the helm needs to know of the app."""

    places: OwnPlaces
    shipped: tuple[str, ...]  # labels of the gestures that came along, in the order of the networks' outputs
    stamp: Callable[[], str]  # a word for now that no other recording has


def _thumbnail(jpeg: bytes) -> QImage:
    """A small picture; runs on the thread of the jobs."""
    size = THUMBNAIL_PX[0] * 2, THUMBNAIL_PX[1] * 2  # dense screens
    keep = Qt.AspectRatioMode.KeepAspectRatio
    return QImage.fromData(jpeg).scaled(*size, keep, Qt.TransformationMode.SmoothTransformation)
