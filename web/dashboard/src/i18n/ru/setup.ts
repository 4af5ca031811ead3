export const setup = {
  'setup.title': 'Настройка Orakul',
  'setup.code': 'Код настройки',
  'setup.code.hint': 'Сервер показал его при запуске: в терминале или в журнале',
  'setup.name': 'Ваше имя',
  'setup.password.hint_one': 'Не меньше {{count}} символа',
  'setup.password.hint_few': 'Не меньше {{count}} символов',
  'setup.password.hint_many': 'Не меньше {{count}} символов',
  'setup.password.hint_other': 'Не меньше {{count}} символа',
  'setup.submit': 'Создать первого администратора',
  'setup.help':
    'Войти пока никто не может. Код подтверждает, что эта установка ваша; если он потерян или прошли сутки, перезапустите сервер — он покажет новый.',
};
