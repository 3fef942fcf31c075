"""The author's loop: after each save, what check, test and diff would say, in one screen."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from gateway.cli import main
from gateway.workbench.screen import begun, screen, seen

READS = "p, person, account, read\n"


def test_a_folder_as_it_was_is_checked_tested_and_unchanged(folder: Path) -> None:
    told = screen(folder, begun(folder))
    assert "All 445 hold." in told
    assert "Since the start: nothing changes" in told.replace("Nothing", "nothing")


def test_an_edit_is_told_as_what_it_means_and_by_the_tests_that_fail(folder: Path) -> None:
    start = begun(folder)
    with (folder / "policy.csv").open("a") as rules:
        rules.write(READS)
    told = screen(folder, start)
    assert "may now ACCOUNT_READ" in told
    assert " not hold." in told


def test_an_unlawful_edit_is_told_with_its_place_and_still_compared(folder: Path) -> None:
    start = begun(folder)
    with (folder / "policy.csv").open("a") as rules:
        rules.write("p, person, manager, designate\n")
    told = screen(folder, start)
    assert "policy.csv:119:1: With these rules a person with authenticated" in told
    assert "may now MANAGER_DESIGNATE" in told


def test_a_mistake_is_told_and_nothing_is_made_of_it(folder: Path) -> None:
    start = begun(folder)
    with (folder / "policy.csv").open("a") as rules:
        rules.write("p, persn, account, read\n")
    told = screen(folder, start)
    assert 'did you mean "person"' in told
    assert "cannot be told, since not every rule is understood" in told


def test_wrong_tests_are_told(folder: Path) -> None:
    (folder / "tests" / "more.yaml").write_text("tests:\n  - because: x\n    action: NONE_SUCH\n    allow: [lea]\n")
    assert "The tests are refused, and none was run." in screen(folder, begun(folder))


def test_the_command_shows_a_screen_at_the_start_and_after_each_save(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    saves = iter([READS])

    def saved_meanwhile(_: float) -> None:
        with (folder / "policy.csv").open("a") as rules:
            rules.write(next(saves, ""))

    monkeypatch.setattr("time.sleep", saved_meanwhile)
    answer = CliRunner().invoke(main, ["policy", "watch", "--policies", str(folder), "--screens", "2"])
    assert (answer.exit_code, answer.output.count("Since the start")) == (0, 2)
    assert "may now ACCOUNT_READ" in answer.output


def test_a_file_that_vanishes_while_it_is_saved_does_not_end_the_loop(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is there when the folder is listed, and away when it is read."""
    before = seen(folder)
    (folder / "tests" / "gone.yaml").symlink_to("nowhere")
    monkeypatch.setattr(Path, "is_file", lambda _: True)
    assert seen(folder) == before


def test_tests_in_folders_of_their_own_are_found_and_told_apart(folder: Path) -> None:
    (folder / "tests" / "more").mkdir()
    wrong = folder / "tests" / "more" / "manager.yaml"
    wrong.write_text("tests:\n  - because: x\n    action: NONE_SUCH\n    allow: [lea]\n")
    assert wrong.as_posix() in seen(folder)
    assert "The tests are refused, and none was run." in screen(folder, begun(folder))
    answer = CliRunner().invoke(main, ["policy", "test", "--policies", str(folder)])
    assert (answer.exit_code, "more/manager.yaml" in answer.output) == (2, True)
