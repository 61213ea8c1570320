"""Steers the page of own gestures: from a name by way of two recordings and their review to a folder."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtGui import QImage

from gesture_app.core.errors import AppError, OwnGestureError
from gesture_app.core.gesture_draft import Draft
from gesture_app.core.gesture_folder import arrange, read_own_folder
from gesture_app.core.gestures import Gesture
from gesture_app.core.own_names import named
from gesture_app.core.own_pictures import LabelledBox, OwnPicture, Shot, Take, Verdict
from gesture_app.core.own_training import OwnPlaces
from gesture_app.core.own_vocabulary import read_own
from gesture_app.core.proposals import fill_gaps, propose
from gesture_app.ui.main_window import MainWindow
from gesture_app.ui.own_review import THUMBNAIL_PX
from gesture_app.ui.picture import Mark
from gesture_app.ui.words import gesture_word
from gesture_app.window.own_shelf import OwnShelf
from gesture_app.window.own_taking import OwnTaking
from gesture_app.workers.gesture_recorder import GestureRecorder
from gesture_app.workers.jobs import Jobs
from gesture_app.workers.line import LineResult
from gesture_app.workers.preview import to_bgra


@dataclass(frozen=True, slots=True)
class OwnSetting:
    """What the helm needs to know of the app."""

    places: OwnPlaces
    shipped: tuple[str, ...]  # labels of the gestures that came along, in the order of the networks' outputs
    stamp: Callable[[], str]  # a word for now that no other recording has


@dataclass(frozen=True, slots=True)
class _Thumbnails:
    """Small pictures of a draft."""

    images: Sequence[QImage]


class OwnHelm(QObject):
    """Knows which recording is being worked on, and keeps every step of it on disk.

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
        self._page = window.own
        self._vocabulary = vocabulary
        self._setting = setting
        self._shelf = OwnShelf(window.own.overview, window.messages, jobs, setting.places)
        self._taking = OwnTaking(window.own.recording, recorder)
        self._draft: Draft | None = None  # that is being worked on
        self._is_listed = False
        self._connect()

    @property
    def is_recording(self) -> bool:
        """Whether hands are recorded, or are about to be."""
        return self._taking.is_recording

    @Slot(object)
    def show_result(self, result: LineResult) -> None:
        """Show the camera's picture while one records."""
        picture = self._page.recording.picture
        if picture.isVisible():
            marks = tuple(Mark(one.box, self._word(one.gesture), is_leading=False) for one in result.detections)
            picture.show_picture(to_bgra(result.frame.pixels), marks)

    def _word(self, label: str) -> str:
        gesture = self._vocabulary.get(label)
        return gesture_word(gesture.title) if gesture else label

    @Slot(bool)
    def _on_seen(self, is_seen: bool) -> None:
        if is_seen and not self._is_listed:
            self._is_listed = True
            self._shelf.list()
        if not is_seen:
            self._taking.stop()  # nobody shall be recorded without seeing it

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
            self._shelf.tell(str(error))
            return
        self._start_draft(folder.label, folder.title)

    def _start_draft(self, label: str, title: str) -> None:
        self._draft = Draft(label, title, self._setting.stamp())
        self._go_on()

    def _go_on(self) -> None:
        """Record what is missing, then look at the pictures."""
        draft = self._working()
        missing = next((take for take in Take if not draft.has(take)), None)
        if missing is None:
            self._review()
            return
        self._page.turn_to(self._page.recording)
        self._taking.get_ready(missing, draft.title)

    @Slot(Take, object)
    def _keep(self, take: Take, shots: tuple[Shot, ...]) -> None:
        """Write what was recorded, and go on."""
        draft = self._working()
        pictures = propose(shots, self._names(draft), take)
        self._draft = replace(draft, pictures=(*draft.pictures, *pictures))
        if draft.pictures:
            self._shelf.do(partial(self._shelf.files.keep, pictures, len(draft.pictures)))
        else:
            self._shelf.do(partial(self._shelf.files.begin, self._draft))
        self._go_on()

    def _names(self, draft: Draft) -> tuple[str, ...]:
        return (*self._setting.shipped, draft.label)

    def _working(self) -> Draft:
        assert self._draft is not None, "the page offers this only while there is one"
        return self._draft

    @Slot()
    def _leave(self) -> None:
        """Back to the overview; what was kept is offered there."""
        self._taking.forget()
        self._draft = None
        self._page.turn_to(self._page.overview)
        self._shelf.list()

    @Slot()
    def _resume(self) -> None:
        self._draft, self._shelf.draft = self._shelf.draft, None
        if self._draft is not None:
            self._page.overview.show_draft("")
            self._go_on()

    @Slot()
    def _discard(self) -> None:
        self._draft = None
        self._page.turn_to(self._page.overview)
        self._shelf.do_and_list(self._shelf.files.discard)

    def _review(self) -> None:
        draft = self._working()
        labels = {draft.label: draft.title, **{label: self._word(label) for label in reversed(self._setting.shipped)}}
        self._page.review.begin(draft.title, labels, draft.label)
        self._page.turn_to(self._page.review)
        self._shelf.do(lambda: _Thumbnails([_thumbnail(one.jpeg) for one in draft.pictures]))

    @Slot(object)
    def _show_thumbnails(self, result: object) -> None:
        if isinstance(result, _Thumbnails) and self._draft is not None:
            self._page.review.show_pictures(self._draft.pictures, result.images)

    @Slot(int, object)
    def _correct(self, number: int, boxes: tuple[LabelledBox, ...]) -> None:
        """Keep corrected boxes, and guess those of the pictures around it anew."""
        self._replace(number, replace(self._working().pictures[number], boxes=boxes, verdict=Verdict.ACCEPTED))

    @Slot(int, Verdict)
    def _judge(self, number: int, verdict: Verdict) -> None:
        self._replace(number, replace(self._working().pictures[number], verdict=verdict))

    def _replace(self, number: int, picture: OwnPicture) -> None:
        pictures = list(self._working().pictures)
        pictures[number] = picture
        self._change(fill_gaps(pictures, self._working().label))

    @Slot()
    def _accept_all(self) -> None:
        pictures = self._working().pictures
        self._change(
            [replace(one, verdict=Verdict.ACCEPTED) if one.verdict is Verdict.OPEN else one for one in pictures]
        )

    def _change(self, pictures: Sequence[OwnPicture]) -> None:
        """Show and keep what is different."""
        draft = self._working()
        changed = [(number, one) for number, one in enumerate(pictures) if one != draft.pictures[number]]
        self._draft = replace(draft, pictures=tuple(pictures))
        self._page.review.update_pictures(pictures)
        for number, picture in changed:
            self._shelf.do(partial(self._shelf.files.correct, number, picture))

    @Slot()
    def _finish(self) -> None:
        draft = self._working()
        try:
            labelled = arrange(draft.pictures, self._names(draft), draft.stamp)
        except OwnGestureError as error:
            self._shelf.tell(str(error))
            return
        self._draft = None
        self._page.turn_to(self._page.overview)
        self._shelf.finish(draft, self._names(draft), labelled)

    def _connect(self) -> None:
        overview, recording, review = self._page.overview, self._page.recording, self._page.review
        self._page.seen_changed.connect(self._on_seen)
        overview.new_wished.connect(self._begin)
        overview.more_wished.connect(self._record_more)
        overview.resume_wished.connect(self._resume)
        overview.discard_wished.connect(self._discard)
        recording.named.connect(self._name)
        recording.left.connect(self._leave)
        self._taking.kept.connect(self._keep)
        self._taking.recording_changed.connect(self.recording_changed)
        review.corrected.connect(self._correct)
        review.judged.connect(self._judge)
        review.all_accepted.connect(self._accept_all)
        review.finished.connect(self._finish)
        review.left.connect(self._leave)
        review.discard_wished.connect(self._discard)
        self._shelf.done.connect(self._show_thumbnails)


def _thumbnail(jpeg: bytes) -> QImage:
    """A small picture; runs on the thread of the jobs."""
    size = THUMBNAIL_PX[0] * 2, THUMBNAIL_PX[1] * 2  # dense screens
    keep = Qt.AspectRatioMode.KeepAspectRatio
    return QImage.fromData(jpeg).scaled(*size, keep, Qt.TransformationMode.SmoothTransformation)
