/** Finds by words: each word that is typed has to stand in the text somewhere. */

/** Text without case and accents. */
function plain(text: string): string {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
}

/** Whether a text has all words of a query; an empty query is found everywhere. */
export function finds(query: string, text: string): boolean {
  const within = plain(text);
  return plain(query).split(/\s+/).every((word) => within.includes(word));
}
