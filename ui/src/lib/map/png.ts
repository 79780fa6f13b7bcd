// A sheet as a file: its bytes, and a name that says what and when. Pure.

/** The bytes of a PNG in a `data:` address; none of anything else. */
export function pngOf(address: string): Uint8Array<ArrayBuffer> {
  const [head, body = ''] = address.split(',', 2);
  if (head !== 'data:image/png;base64') return new Uint8Array();
  return Uint8Array.from(atob(body), (letter) => letter.charCodeAt(0));
}

/** A file's name: the heading and the time, in which no system's forbidden characters are left. */
export function pictureName(heading: string, at: string): string {
  const plain = (text: string, by: string) => text.replace(/[\u0000-\u001f/\\:*?"<>|]+/g, by).trim();
  return `${plain(heading, ' ').slice(0, 80)} ${plain(at, '.')}.png`.trim();
}
