export const setup = {
  'setup.title': 'Налаштування Orakul',
  'setup.code': 'Код налаштування',
  'setup.code.hint': 'Сервер показав його під час запуску: в терміналі або в журналі',
  'setup.name': 'Ваше ім’я',
  'setup.password.hint_one': 'Щонайменше {{count}} символ',
  'setup.password.hint_few': 'Щонайменше {{count}} символи',
  'setup.password.hint_many': 'Щонайменше {{count}} символів',
  'setup.password.hint_other': 'Щонайменше {{count}} символу',
  'setup.submit': 'Створити першого адміністратора',
  'setup.help':
    'Увійти ще ніхто не може. Код підтверджує, що ця інсталяція ваша; якщо його втрачено або минула доба, перезапустіть сервер — він покаже новий.',
};
