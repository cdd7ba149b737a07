// How every mail looks: text and HTML of the same words. Everything that is put in is text; nothing in it can become markup,
// another line or another header.

/** A mail without its recipient. */
export interface MailContent {
  readonly subject: string
  readonly text: string
  readonly html: string
}

/** What a mail says, from top to bottom. */
export interface MailParts {
  /** Also the subject. */
  readonly title: string
  readonly paragraphs: readonly string[]
  /** Label and value, line by line. */
  readonly facts?: readonly (readonly [label: string, value: string])[]
  /** What is to be copied; it stands by itself. */
  readonly code?: string
  readonly action?: { readonly label: string; readonly url: string }
  /** Further links, below the action. */
  readonly links?: readonly { readonly label: string; readonly url: string }[]
  readonly footer?: readonly string[]
}

/** A code's text is broken into lines that no mail program breaks again; white space in it does not count. */
const CODE_LINE = 58

/** Makes a mail's subject, text and HTML. */
export function renderMail(parts: MailParts): MailContent {
  const clean = cleaned(parts)
  return { subject: clean.title, text: textOf(clean), html: htmlOf(clean) }
}

const END = '</div></body></html>'

/** The same mail, with a link by which no more such mails come. */
export function withUnsubscribe({ subject, text, html }: MailContent, url: string): MailContent {
  const label = 'No more notices to this address'
  const link = `<p style="${style.footer}"><a href="${escaped(url)}">${label}</a></p>`
  return {
    subject,
    text: `${text}\n${label}:\n${url}\n`,
    html: `${html.slice(0, -END.length)}${link}\n${END}`,
  }
}

type Clean = Required<Omit<MailParts, 'code' | 'action'>> & Pick<MailParts, 'code' | 'action'>

function cleaned({ title, paragraphs, facts = [], code, action, links = [], footer = [] }: MailParts): Clean {
  return {
    title: line(title),
    paragraphs: paragraphs.map(line),
    facts: facts.map(([label, value]) => [line(label), line(value)] as const),
    links: links.map(cleanLink),
    footer: footer.map(line),
    ...(code !== undefined && { code: code.replaceAll(/\s/g, '') }),
    ...(action && { action: cleanLink(action) }),
  }
}

const cleanLink = ({ label, url }: { label: string; url: string }) => ({
  label: line(label),
  url: new URL(url).href,
})

/** One line: no control characters, and no marks that turn the direction of what is around them. */
const line = (text: string): string =>
  text
    .replaceAll(/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]+/gu, ' ')
    .trim()

function textOf({ title, paragraphs, facts, code, action, links, footer }: Clean): string {
  const blocks = [
    title,
    ...paragraphs,
    facts.map(([label, value]) => `${label}: ${value}`).join('\n'),
    code?.match(new RegExp(`.{1,${CODE_LINE}}`, 'g'))?.join('\n') ?? '',
    ...[...(action ? [action] : []), ...links].map(({ label, url }) => `${label}:\n${url}`),
    ...(footer.length > 0 ? ['-- ', ...footer] : []),
  ]
  return `${blocks.filter(Boolean).join('\n\n')}\n`
}

const style = {
  body: 'margin:0;padding:24px;background:#f6f6f4;color:#1c1c1a;font:16px/1.5 system-ui,sans-serif',
  card: 'max-width:560px;margin:0 auto;padding:24px;background:#ffffff;border-radius:12px',
  title: 'margin:0 0 16px;font-size:20px;line-height:1.3',
  label: 'padding:2px 12px 2px 0;color:#5c5c57;vertical-align:top;white-space:nowrap',
  code: 'margin:16px 0;padding:16px;background:#f0f0ec;border-radius:8px;font:15px/1.6 ui-monospace,monospace;word-break:break-all',
  action:
    'display:inline-block;padding:10px 16px;background:#1c1c1a;color:#ffffff;border-radius:8px;text-decoration:none',
  footer: 'margin:16px 0 0;color:#5c5c57;font-size:13px',
} as const

function htmlOf({ title, paragraphs, facts, code, action, links, footer }: Clean): string {
  const rows = facts.map(
    ([label, value]) =>
      `<tr><td style="${style.label}">${escaped(label)}</td><td>${escaped(value)}</td></tr>`,
  )
  return [
    `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${escaped(title)}</title></head>`,
    `<body style="${style.body}"><div style="${style.card}"><h1 style="${style.title}">${escaped(title)}</h1>`,
    ...paragraphs.map((text) => `<p>${escaped(text)}</p>`),
    ...(rows.length > 0 ? [`<table role="presentation">${rows.join('')}</table>`] : []),
    // One piece of text: it is marked whole by one gesture.
    ...(code === undefined ? [] : [`<p style="${style.code}">${escaped(code)}</p>`]),
    ...(action
      ? [`<p><a style="${style.action}" href="${escaped(action.url)}">${escaped(action.label)}</a></p>`]
      : []),
    ...links.map(({ label, url }) => `<p><a href="${escaped(url)}">${escaped(label)}</a></p>`),
    ...footer.map((text) => `<p style="${style.footer}">${escaped(text)}</p>`),
    END,
  ].join('\n')
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}
const escaped = (text: string): string => text.replaceAll(/[&<>"']/g, (sign) => entities[sign] as string)
