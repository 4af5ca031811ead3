"""Lines that wait take no more memory than they may, and what is lost is told."""

from concurrent.futures import ThreadPoolExecutor

from jobs.linebuffer import Buffer, Waiting


def line(number: int, task: int = 1, size: int = 10) -> Waiting:
    return Waiting(task, 1, {"event": str(number), "fields": {}}, size)


def texts(lines: list[Waiting]) -> list[str]:
    return [each.content["event"] for each in lines]


def test_lines_come_out_in_the_order_they_went_in() -> None:
    buffer = Buffer()
    woken = [buffer.put(line(number)) for number in range(5)]

    assert woken == [True, False, False, False, False]
    assert texts(list(buffer.take(3))) == ["0", "1", "2"]
    assert texts(list(buffer.take(3))) == ["3", "4"]
    assert not buffer.take(3)


def test_the_oldest_of_too_many_go_and_one_line_of_each_task_says_how_many() -> None:
    buffer = Buffer(most=3)
    for number in range(6):
        buffer.put(line(number, task=number % 2))

    first, second, *rest = buffer.take(10)

    assert {first.task: first.content["fields"], second.task: second.content["fields"]} == {
        0: {"lost": 2},
        1: {"lost": 1},
    }
    assert texts(rest) == ["3", "4", "5"]


def test_a_task_that_says_much_costs_no_other_a_line() -> None:
    buffer = Buffer(most=10)
    for number in range(100):
        if number % 30 == 0:
            buffer.put(line(number, task=2))
        buffer.put(line(number, task=1))

    lost, *rest = buffer.take(20)

    assert (lost.task, lost.content["fields"]) == (1, {"lost": 94})
    assert [each.content["event"] for each in rest if each.task == 2] == ["0", "30", "60", "90"]
    assert [each.content["event"] for each in rest if each.task == 1] == [
        str(number) for number in range(94, 100)
    ]


def test_long_lines_count_by_their_length() -> None:
    buffer = Buffer(largest=100)
    for number in range(3):
        buffer.put(line(number, size=60))

    lost, kept = buffer.take(10)

    assert lost.content["fields"] == {"lost": 2}
    assert texts([kept]) == ["2"]


def test_what_is_given_back_comes_first_and_losses_add_up() -> None:
    buffer = Buffer(most=2)
    for number in range(3):
        buffer.put(line(number))
    taken = buffer.take(10)
    buffer.put(line(3))

    buffer.give_back(taken)

    lost, *rest = buffer.take(10)
    assert lost.content["fields"] == {"lost": 2}
    assert texts(rest) == ["2", "3"]


def test_threads_lose_and_repeat_nothing() -> None:
    buffer = Buffer()
    with ThreadPoolExecutor(4) as threads:
        list(threads.map(buffer.put, map(line, range(2000))))

    assert sorted(map(int, texts(list(buffer.take(5000))))) == list(range(2000))
