"""Words that name nothing: of grammar, and of everyday talk.

`STOP` are the words of grammar. `COMMON` adds what people say about anything: get, think,
thing, потрібно, сделать; such a word may stand in a sentence but never names a subject.
"""

from typing import Final

from orakul.language.cues import NOISE
from orakul.language.text import fold

_ENGLISH = """
a about above after again against all almost alone another along also although always am an and
any anyone anything are aren't around as at away be because been before behind being below
between both but by can can't cannot could couldn't did didn't do does doesn't doing don't done
down during each either else enough etc even ever every everyone everything few for from further
had hadn't has hasn't have haven't having he he's her here hers him his how how's however i i'd
i'll i'm i've if in instead into is isn't it it'd it'll it's its itself just least less let
let's like many may me might mine more most much must my myself near neither never no nobody
none nor not nothing now of off often on once one only or other others our ours out over own per
perhaps quite rather same shall she she's should shouldn't since so some somebody somehow
someone something sometimes somewhere still such than that that'll that's the their theirs them
then there there's these they they'd they'll they're they've this those though through till to
together too toward under unless until up upon us very via was wasn't we we'd we'll we're we've
were weren't what what's whatever when where where's whether which while who who's whom whose
why will with within without won't would wouldn't yet you you'd you'll you're you've your yours
yourself im ive dont doesnt didnt cant wont isnt arent wasnt thats whats theres youre havent
wouldnt shouldnt couldnt u ur r gonna wanna gotta vs ie eg
"""

_UKRAINIAN = """
а аби або адже але б без би більш більше бо був буде будемо будете будеш буду будуть була були
було бути в вам вами вас ваш ваша ваше ваші вже ви від він вона вони воно все всі всіх всім де
до для дуже є ж же з за зараз зі із і інший інша інші її їй їм їх його й йому коли кого кому
крім кожен кожна куди лише ледь ми мене мені мій моя моє мої мною на навіть над нам нами нас наш
наша наше наші не нема немає неї ним ними них ні нього ніхто ніколи ніщо ну о об один одна одне
одні однак ось от отже по при про під після перед поки потім просто раз с сам сама само самі
свій своя своє свої себе собі скільки ст та так така таке такий такі там те тебе тепер тим тих
ти тільки то тобі тобою того тоді той тому тут у усе усі хоч хоча хто це цей ця ці цього цьому
цим цих час чи чим чого чому ще що щоб щось щодо я як яка яке який які якщо якось якусь якого
якої яку між через наче мов ніби теж також
"""

_RUSSIAN = """
а без более больше будет будем будете будешь буду будут бы был была были было быть в вам вами
вас ваш ваша ваше ваши весь во вот все всего всем всех всю вы где да даже два для до если есть
еще ж же за здесь и из или им ими их к ко как какая какой какие какое когда кого кому который
которая которое которые кто куда ли либо лишь между меня мне много может мой моя мое мои мы на
над нам нами нас наш наша наше наши не него нее ней нет ни никто никогда ним ними них ничего но
ну о об один одна одно однако он она они оно от очень по под пока после потом потому почему
почти перед при про просто раз с сам сама само сами свой своя свое свои себе себя сейчас сколько
со так такая такие такое такой там твой тебе тебя тем теперь то тобой тогда того тоже той только
том тот туда тут ты у уж уже хоть хотя чего чем что чтобы чтоб это этого этой этом этот эту эта
эти этих я через вроде типа также кто-то что-то как-то где-то какой-то какие-то
"""

_SAID_OF_ANYTHING = """
able actually add added adding agree alright answer anyway apparently ask asked asking available
back bad based basically believe best better big bit came case cases change changed changes
check checked checking chance clear come comes coming common complete completely correct couple
course create created creating currently day days deal decide decided definitely depend depends
different difference difficult directly easier easily easy end especially example examples exist
exists expect expected explain explicit extra fact far feel felt figure figured final finally
find fine first fix fixed follow following forget forgot found full fully fun funny gave general
generally get gets getting give given gives giving go goes going gone got great guess guy hand
handle happen happened happening happens hard hate having head hear heard help helped helpful
helps high hope hour hours huge idea ideas imagine implement implemented important include
included inside interested interesting issue issues job keep keeps kind knew know known knows
large last later latest leave left level likely line lines list little live long longer look
looked looking looks lot lots love made main make makes making manage mean means mention
mentioned mind minute minutes missing mistake month months move name names necessary need needed
needs new nice normal normally note notice noticed number obviously old ones open opinion option
options order ought part particular past people person place plan play please plus point
possible possibly post posted prefer pretty previous probably problem problems proper properly
provide provided put question questions quick quickly quite ran random read reading ready real
really reason reasons recent recently recommend regarding related remember remove removed rest
result results right run running runs said saw say saying says second see seeing seem seemed
seems seen send sense sent set sets setting several short show showed shows side similar simple
simply single slightly small solution solutions solve solved somewhat soon sort sorry sounds
specific specifically start started starting starts step steps stick stop story stuck stuff
suggest suggested super suppose supposed sure take taken takes taking talk talking tell test
tested thank thanks thing things think thinking thought time times today together told tomorrow
ton took top total totally tried tries true try trying turn two type understand understanding
unfortunately usage use used useful user uses using usual usually version versions wait waiting
want wanted wants warning way ways week weeks weird welcome went whole wise wish wonder
wondering word words work worked working works world worry worse worst worth write writing
written wrong wrote year years yesterday yet doubt looks-like anybody somebody fast slow exactly
absolutely literally seriously hopefully maybe otherwise etc else ok okay second third next
three four five ten zero half free ready bunch enough behind ahead piece guys hey hi hello
everyone please somehow whenever wherever whatever whichever error errors fail fails failed
failing broken break breaks breaking monday tuesday wednesday thursday friday saturday sunday
morning evening afternoon tonight week weekend january february march april june july august
september october november december call calls called calling gotcha advance awake around
somewhere code file files app apps project projects thread link links page here's hmmm yeah yep
lol btw imo imho afaik idk tbh iirc бачив бачила бачу більшість важливо важливий варто взагалі
вийшло вийти виглядає вирішив вирішили виходить відповідь години година готовий готова готово
давай давайте дати два день днів дня добре довго додав додати дозволяє допоможе допоможіть
допомога думаю думка дивно дивитись дивлюсь завтра завжди залишилось запитання зараз
зателефонувати звичайно здається знає знаю знову зміни змінити зробив зробила зробили зробимо
зробити зроблено зроби зроблю ідея інколи іноді кажуть кілька кращий краще людей люди маємо має
мають можемо може можеш можете можна можу момент можливо мусить набагато назад намагаюсь напевно
насправді наприклад нарешті наступний нехай никак новий нова нове нові нормально особливо ок
питання перевір перевірив перевірити перевірте перший пише пишуть пізніше погано поки подивись
подивіться подивлюсь помилка помилки помітив понеділок вівторок середа середу четвер п'ятниця
п'ятницю субота неділя неділю поставити постійно потрібен потрібна потрібно потрібні працює
працюють працював працювати привіт приблизно приклад причина пробував проблема проблеми проблему
пропоную проте раніше рішення роби робити робить робиться роблю розумію сказав сказали сьогодні
сталося сталась схоже тиждень тижня тижні точно треба три трохи тобто хвилин хвилини хоче хочемо
хочу часто чекаємо чекаю швидко щоразу щодня щойно вчора падає падають впав впала впали
зламалось зламався скоро спочатку стало став стала вдалося виявилось виявилося оновити оновив
дякую спасибі хтось хто-небудь будь ласка прошу знайшов знайшла знайти отримав отримати вийде
можливість треба-то ранок вечір ранку вечора больше бывает важно вернуть видел вижу вместо
возможно вообще вопрос вопросы вот-вот время выглядит вышло говорит говорят год готов готова
готово давай давайте дает дать два делает делаем делать делаю день дней дня добавил добавить
долго думаю завтра заметил запусти знает знаю идея иногда интересно использовать исправил
исправить исправлю использую кажется каждый конечно кстати лучше люди людей минут много может
можем можете можешь можно могу момент надеюсь надо например наверное наконец нашел найти начал
неделя неделю недели непонятно нет новая новое новые новый нормально нужен нужна нужно нужны
нравится обычно опять ответ ошибка ошибки падает падают первый перезапустил пишет плохо поздно
пока понимаю понедельник вторник среда среду четверг пятница пятницу суббота воскресенье
попробовать попробую попробуй поставить постоянно похоже почини починил правильно предлагаю
привет пример примерно причина пробовал проблема проблемы проблему проверил проверить проверь
проверьте пусть пытаюсь работает работают работал работать раз разобрался решение решил решили
сделал сделала сделали сделать сделаем сделаю сделай сегодня скажите сказал сказали скоро
следующий смотрел смотрю снова совсем спасибо спросить сразу стало странно стоит так-то такое
три упал упала упали хочет хотим хочу хорошо часа часов часто через ждем жду вчера оказалось
оказывается получается получил получить пожалуйста вышел выходит нашли надо-то утром вечером
получилось кто-нибудь что-нибудь чуть любой нельзя смысл вроде
"""


def _folded(text: str) -> frozenset[str]:
    return frozenset(fold(text).split())


STOP: Final = _folded(_ENGLISH + _UKRAINIAN + _RUSSIAN)
_EMPTY = STOP | NOISE
COMMON: Final = _EMPTY | _folded(_SAID_OF_ANYTHING)


def content_words(found: list[str]) -> list[str]:
    """Return those of the words *found* that carry meaning: no grammar, no fillers."""
    return [word for word in found if len(word) > 1 and fold(word) not in _EMPTY]
