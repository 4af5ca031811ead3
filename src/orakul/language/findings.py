"""Cues for the ten kinds of knowledge that a sentence may hold.

Strong cues make the kind by themselves; weak ones only where nothing stronger speaks.
The order is the order of precedence: a blocker is also a problem, and the narrower kind
tells more.
"""

from dataclasses import dataclass
from typing import Final

from orakul.language.cues import Cue, cue


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of finding and what it is recognised by."""

    name: str
    strong: Cue
    weak: Cue | None = None


KINDS: Final = (
    Kind(
        "blocker",
        cue(
            "blocked by, blocked on, am blocked, are blocked, is blocked, is blocking, blocking us,"
            "blocking me, blocker*, can't proceed, cannot proceed, can't continue, cannot continue,"
            "can't move forward, stuck waiting, waiting for approval, waiting on",
            "блокує, блокують, заблокован*, блокер*, не можемо рухатися, не можемо продовжити,"
            "не можу продовжити, застрягл*, стоїть через, стоїмо через, чекаємо на доступ*,"
            "робота стоїть, без цього не можемо",
            "блокирует, блокируют, заблокирован*, блокер*, не можем двигаться, не можем продолжить,"
            "не могу продолжить, застрял*, стоит из-за, стоим из-за, ждем доступ*, работа стоит,"
            "без этого не можем",
        ),
    ),
    Kind(
        "risk",
        cue(
            "risk, risks, risky, might break, could break, may break, will break, dangerous,"
            "i'm worried, i am worried, worried that, worried about, vulnerab*, security hole,"
            "data loss, could lose, might lose, won't make it, memory leak*, race condition*",
            "ризик*, небезпечн*, може зламат*, можуть зламат*, боюся, боюсь, не встигнемо,"
            "можемо не встигнути, вразлив*, загроз*, можемо втратити, є загроза",
            "риск*, опасно, может сломат*, могут сломат*, боюсь, не успеем, можем не успеть,"
            "уязвим*, угроз*, можем потерять",
        ),
    ),
    Kind(
        "decision",
        cue(
            "we decided, decided to, it was decided, we agreed, agreed to, agreed that, let's go"
            " with, we'll go with, we go with, going with, we will use, we'll use, we'll keep,"
            "we are going to use, final decision, decision is, decision was, signed off,"
            "we're switching to, we are moving to, we're moving to, we settled on",
            "вирішили, вирішено, домовились, домовилися, затвердили, затверджено, погодили,"
            "обираємо, обрали, зупинились на, зупинилися на, переходимо на, ухвалили,"
            "відмовляємось від, відмовляємося від, залишаємо",
            "решили, решено, договорились, договорилися, утвердили, утверждено, согласовали,"
            "выбираем, выбрали, остановились на, переходим на, отказываемся от, оставляем",
        ),
    ),
    Kind(
        "solution",
        cue(
            "fixed it, i fixed, we fixed, fixed by, fixed with, fixed the, solved it, solved by, "
            "solved with, solved the, the fix is, the fix was, fix is to, workaround*, solution "
            "is, solution was, works now, it works if, works when you, it works after, the trick "
            "is, you can use, you could use, you have to use, you need to use, you should use, "
            "try using, instead you, instead use, use the following, you want to use, did the "
            "trick, just use, to fix this, to fix it, you can do, you can just, you need to add",
            "виправи*, полагоди*, пофіксив, пофіксила, вирішив проблему, вирішили проблему,"
            "рішення, допомогло, запрацювал*, працює якщо, обхідний шлях, обійшли",
            "исправил*, починил*, пофиксил*, решил проблему, решили проблему, решение, помогло,"
            "заработал*, работает если, обходной путь, обошли",
        ),
        cue("should use, should be able to, there is a way, you can, use this, try this"),
    ),
    Kind(
        "insight",
        cue(
            "turns out, turned out, i realized, i realised, we learned, learned that, noticed "
            "that, i noticed, the reason is, the reason was, that's why, root cause, it seems "
            "that because, the difference is, apparently, the point is, keep in mind, found out "
            "that, it means that, under the hood",
            "виявилося, виявилось, з'ясувал*, зрозуміли, зрозумів що, помітив, помітила, помітили,"
            "причина в, причина була, справа в тому, різниця в тому, цікаво що, дослідил*",
            "оказалось, выяснил*, поняли что, понял что, заметил*, причина в, причина была,"
            "дело в том, разница в том, интересно что, исследовал*",
        ),
        cue("because, actually, тому що, через те що, бо, потому что, из-за того"),
    ),
    Kind(
        "problem",
        cue(
            "doesn't work, does not work, don't work, not working, isn't working, didn't work, "
            "stopped working, doesnt work, dont work, dont works, won't work, fails, failing, "
            "failed to, crash*, is broken, are broken, broke, breaks, bug in, a bug, bugs in, "
            "exception*, throws, error*, can't get, cannot get, can't seem, can't find, cannot "
            "find, can't set up, cannot set up, can't start, can't open, outdated, unable to, "
            "problem with, problems with, the problem is, issue with, issues with, getting an, "
            "having trouble, having a problem, having issues, regression*, is down, went down, "
            "times out, timing out, undefined is not, no longer works, hangs, i have a problem, "
            "have an issue, complains, is wrong, leaks",
            "не працю*, не відкрива*, не запуска*, не завантажу*, не натиска*, не доход*, падає, "
            "падають, впав, впала, впало, впали, помилк*, помилок, баг, баги, багів, зламал*, "
            "зламан*, проблем*, не вдається, не можу зайти, не можуть, зависа*, глюч*, гальму*, "
            "скарж*, не сходяться, не сходиться, рахує неправильно",
            "не работа*, не открыва*, не запуска*, не загружа*, не нажима*, не доход*, падает,"
            "падают, упал, упала, упало, упали, ошибк*, ошибок, баг, баги, багов, сломал*, сломан*,"
            "проблем*, не удается, не получается, не могут, зависа*, глюч*, тормоз*, жалу*,"
            "не сходятся, не сходится, считает неправильно",
        ),
    ),
    Kind(
        "idea",
        cue(
            "what if, how about, maybe we could, maybe we should, we could, i suggest, i propose, "
            "my suggestion, proposal, i have an idea, got an idea, my idea, would be nice, would "
            "be great, would be cool, would be useful, would be good, why not just, feature "
            "request",
            "пропоную, пропозиц*, а що якщо, що якщо, може б, ідея, ідею, є ідея, було б добре,"
            "було б класно, було б непогано, було б зручно, можна було б, давайте спробуємо",
            "предлагаю, предложение, а что если, что если, может быть стоит, идея, идею, было бы"
            " хорошо, было бы неплохо, было бы круто, было бы удобно, можно было бы,"
            "давайте попробуем",
        ),
    ),
    Kind(
        "requirement",
        cue(
            "must be, must have, must not, must support, it must, we must, should support,"
            "needs to support, need to support, has to support, has to be, needs to be, have to be,"
            "is required, are required, requirement*, requires, we need, we need to, mandatory,"
            "acceptance criteria, customer wants, client wants, users need",
            "має підтримувати, мають підтримувати, має бути, мають бути, повинен, повинна, повинно,"
            "повинні, необхідно, вимог*, обов'язково, потрібно, потрібен, потрібна, потрібні,"
            "треба, клієнт хоче, клієнт просить, замовник хоче, не більше ніж",
            "должен, должна, должно, должны, необходимо, требован*, требуется, обязательно, нужно,"
            "нужен, нужна, нужны, надо, клиент хочет, клиент просит, заказчик хочет",
        ),
    ),
    Kind(
        "pattern",
        cue(
            "every time, each time, keeps happening, keep happening, again and again, whenever i,"
            "whenever we, happens when, always happens, the same problem, tends to,"
            "usually happens, every release, every week, every monday, best practice*, convention*",
            "щоразу, кожного разу, постійно, знову й знову, знову і знову, регулярно, завжди коли,"
            "кожного релізу, щопонеділка, щотижня, раз на тиждень, кожен раз",
            "каждый раз, постоянно, снова и снова, регулярно, всегда когда, каждый релиз,"
            "каждую неделю, по понедельникам, раз в неделю",
        ),
        cue("always, usually, завжди, зазвичай, часто, всегда, обычно"),
    ),
)

DENIED: Final = cue(
    "no, not, don't have any, doesn't have any, without, never, isn't, aren't, wasn't, didn't get",
    "немає, нема, без, жодн*, ніяк*",
    "нет, без, никак*, ни одной",
)
ASKED: Final = cue(
    "who, what, when, where, why, how, which, is there, are there, does, do you, did, can i, can "
    "we, should i, should we, is it, any way, anyone, anybody, has anyone, would it",
    "хто, що, коли, де, чому, як, який, яка, яке, які, чи, скільки, куди, навіщо",
    "кто, что, когда, где, почему, как, какой, какая, какое, какие, ли, сколько, куда, зачем",
)
