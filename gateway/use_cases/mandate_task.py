"""What waits for the representatives of companies, about their mandates."""

from collections.abc import Collection, Mapping
from datetime import date

from gateway.domain.identifiers import EnterpriseNumber
from gateway.domain.mandate_task import MandateTask, task_of_end, task_to_sign
from gateway.domain.quarter import quarter_of
from gateway.domain.side import Side
from gateway.storage.mandate import ending, mandates, waiting_for
from gateway.storage.reading import Reading


async def mandate_tasks(
    read: Reading, companies: Mapping[Side, Collection[EnterpriseNumber]], today: date
) -> list[MandateTask]:
    """The tasks of companies, on the side on which somebody may see to them: five statements for all of them."""
    by = quarter_of(today).next.first_day
    tasks = []
    for side, of_side in companies.items():
        waiting = await waiting_for(read, side, of_side)
        formers = await mandates(read, [mandate.replaces for mandate in waiting if mandate.replaces])
        tasks += [task_to_sign(mandate, side, formers.get(mandate.replaces or ""), today) for mandate in waiting]
        tasks += [task_of_end(mandate, side, today) for mandate in await ending(read, side, of_side, today, by)]
    return tasks
