/** Puts a name into a phrase as it is, and the phrase's own word when there is no name. */
export function format({ greeting, everybody }, name = '') {
  const who = name.trim();
  return greeting.replace('{name}', () => (who === '' ? everybody : who));
}
