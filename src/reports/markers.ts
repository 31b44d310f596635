/** Hidden marks by which an adapter finds again what it made. */

export function workflowMarker(workflowId: string): string {
  return marker('workflow', workflowId);
}

/** One per task of a feature, however often issues are made. */
export function taskMarker(featureId: string, taskId: string): string {
  return marker('task', `${featureId}/${taskId}`);
}

/** What is no ordinary sign of a name is percent-encoded, so that no key can end the comment. */
function marker(name: string, key: string): string {
  const safe = key
    .replace(/\p{Cs}/gu, '')
    .replace(/[^A-Za-z0-9._/-]/gu, (sign) =>
      encodeURIComponent(sign).replace(/[!'()*~]/, (one) => `%${one.charCodeAt(0).toString(16)}`),
    );
  return `<!-- speckit:${name} ${safe} -->`;
}
