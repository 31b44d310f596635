/** The greeting for a person. An empty name greets everybody. */
export function greet(name = '') {
  const who = name.trim();
  return `Hello, ${who === '' ? 'world' : who}!`;
}
