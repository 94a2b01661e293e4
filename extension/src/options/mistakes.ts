/** The mistakes in files and policy, each taken apart into where it is and what it is. */
export interface Mistake {
  place: string;
  sentence: string;
}

/** Takes "file:line: sentence" apart; the line is not always known. */
export function mistakeOf(text: string): Mistake {
  const [, place = "", sentence = text] = /^(.+?(?::\d+)?): (.*)$/s.exec(text) ?? [];
  return { place, sentence };
}

/** The mistakes that say something of one setting. */
export function about(key: string, mistakes: Mistake[]): Mistake[] {
  return mistakes.filter(({ sentence }) => sentence.split(/[^\w]/, 1)[0] === key);
}
