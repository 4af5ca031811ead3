export const frame = {
  'app.tagline': 'Пульт керування фоновими завданнями та робочими чатами',
  'nav.label': 'Сторінки',
  'nav.operate': 'Керування',
  'nav.work': 'Робота',
  'nav.narrow': 'Лише значки',
  'nav.widen': 'Назви поруч зі значками',
  'nav.open': 'Відкрити меню',
  'nav.tasks': 'Завдання',
  'nav.proposals': 'Пропозиції',
  'nav.topics': 'Теми',
  'nav.messages': 'Повідомлення',

  'signin.title': 'Вхід до Orakul',
  'signin.email': 'Електронна пошта',
  'signin.password': 'Пароль',
  'signin.submit': 'Увійти',
  'signin.help':
    'Ще немає облікового запису? Адміністратор додає його командою «orakul user add». Дані першого адміністратора показано під час першого запуску.',
  'signin.unreachable': 'Сервер не відповідає. Перевірте, чи він працює, і спробуйте ще раз.',

  'metrics.label': 'Черга в цифрах',
  'metrics.queued': 'У черзі',
  'metrics.active': 'Виконуються',
  'metrics.failures': 'Збої, 24 год',
  'metrics.runtime': 'Середній час, 24 год',
  'metrics.none': 'за 24 години нічого не завершилося',
  'metrics.oldest': 'Найдовше чекає',
  'metrics.oldest.none': 'жодне завдання не чекає',
  'metrics.throughput': 'Завершено, 1 хв',
  'metrics.hour_one':
    'За останню годину завершено {{ended}} завдання, з них з помилкою: {{failed}}',
  'metrics.hour_few':
    'За останню годину завершено {{ended}} завдання, з них з помилкою: {{failed}}',
  'metrics.hour_many':
    'За останню годину завершено {{ended}} завдань, з них з помилкою: {{failed}}',
  'metrics.hour_other':
    'За останню годину завершено {{ended}} завдання, з них з помилкою: {{failed}}',
  'metrics.course.minutes':
    '{{name}}, похвилинно за останню годину: найменше {{lowest}}, найбільше {{highest}}',
  'metrics.course.hours': '{{name}}, погодинно: найменше {{lowest}}, найбільше {{highest}}',

  'stream.connecting': 'З’єднання',
  'stream.live': 'Наживо',
  'stream.past': 'Минуле',
  'stream.reconnecting': 'Відновлення',
  'stream.offline': 'Немає зв’язку',
  'stream.live.help': 'Зміни з’являються одразу після фіксації.',
  'stream.past.help':
    'Ви дивитеся на мить у минулому. Те, що діється зараз, буде видно, коли ви повернетеся до теперішнього.',
  'stream.lost.help':
    'Дані на екрані можуть бути застарілими. Сторінка сама відновить з’єднання й покаже все пропущене.',

  'menu.account': 'Обліковий запис',
  'menu.language': 'Мова',
  'menu.signout': 'Вийти',
  'menu.role.admin': 'Адміністратор',
  'menu.role.member': 'Учасник',
  'menu.role.viewer': 'Глядач',
  'theme.dark': 'Увімкнути темну тему',
  'theme.light': 'Увімкнути світлу тему',

  'queue.pause': 'Призупинити все',
  'queue.resume': 'Відновити все',
  'queue.reason': 'Причина',
  'queue.reason.hint': 'Її побачить кожен, хто дивується, чому нічого не починається',
  'queue.pause.help': 'Поточні завдання завершаться; нові не почнуться, доки хтось не відновить.',
  'queue.paused': 'Усе призупинено: {{actor}}, {{at}}',
  'queue.paused.one': 'Чергу «{{queue}}» призупинено: {{actor}}, {{at}}',
  'queue.paused.more': 'і ще {{number}}',
  'queue.paused.task': 'Завдання «{{task}}» призупинено: {{actor}}, {{at}}',

  'dialog.close': 'Закрити',
  'dialog.back': 'Назад',
  'dialog.reason.hint': 'Залишиться в історії разом із вашим ім’ям',

  'empty.outside': 'Ви ще не в жодному проєкті. Попросіть адміністратора додати вас.',
  'empty.viewer': 'Тут ви можете лише дивитися. Те, що додадуть інші в проєкті, з’явиться саме.',

  'load.more': 'Завантажити ще',
  'read.again': 'Оновити',
  'read.at': 'Станом на {{at}}',
  'time.from': 'Від',
  'time.to': 'До',
  'error.title': 'Не вдалося завантажити',
  'error.retry': 'Спробувати ще раз',
  'error.unreachable': 'Сервер не відповідає. Спробуйте ще раз за мить.',
  'error.missing': 'Тут для вас нічого немає',
  'error.offline': 'Сервер не відповідає. Сторінка спробує ще раз, коли він повернеться.',
  'error.denied': 'У вас немає доступу',
  'error.denied.help': 'Цю сторінку бачать лише адміністратори.',
  'error.notfound': 'Такої сторінки немає',
  'error.notfound.help':
    'За адресою {{path}} нічого немає. Можливо, в ній помилка або вона з іншої версії.',
  'error.home': 'До завдань',
  'error.crashed': 'Ця сторінка зламалася',
  'error.part.offline': 'Немає з’єднання',
  'error.part.offline.help': 'Ця сторінка відкриється сама, коли з’єднання повернеться.',
  'error.part.help':
    'Частина сторінки не надійшла, хоча сервер відповідає. Спробуйте ще раз; якщо не допоможе, панель встановлено не повністю.',
} as const;
