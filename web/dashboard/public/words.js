// Asks for the words of the reader's language while the program is still on its way. It chooses as
// src/i18n/index.ts does, which asks for them as well and finds them here.
{
  const files = document.currentScript.dataset;
  let chosen;
  try {
    chosen = localStorage.getItem('orakul.language');
  } catch {
    // The browser keeps nothing.
  }
  const wanted = [chosen, ...navigator.languages.map((each) => each.split('-', 1)[0]), 'en'];
  const link = document.createElement('link');
  link.rel = 'modulepreload';
  link.href = files[wanted.find((each) => each in files)];
  document.head.append(link);
}
