const MOST_CHARACTERS = 254
const MOST_LOCAL_CHARACTERS = 64
/** A dot-atom (RFC 5322 §3.2.3): no quotes, comments, spaces or control characters. */
const LOCAL = /^[a-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/
/** Host name (RFC 1123) of two labels or more, the last not all digits. */
const DOMAIN = /^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+(?![0-9]+$)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/

/**
 * The one spelling of an e-mail address that is stored, hashed and written to: trimmed, in lower case, ASCII. Tags and
 * dots stay as they are: mail goes to exactly the address that was confirmed. Undefined for what is no single address:
 * several of them, quoted or commented ones, line breaks, letters outside ASCII (a domain can be given in punycode),
 * more than 254 characters (RFC 5321 §4.5.3.1).
 * @example
 * canonicalMailbox(' Alice@Example.org ') // 'alice@example.org'
 */
export function canonicalMailbox(text: string): string | undefined {
  const mailbox = text.trim()
  if (mailbox.length > MOST_CHARACTERS || /[^\x21-\x7e]/.test(mailbox)) return undefined
  const [local, domain, ...rest] = mailbox.toLowerCase().split('@')
  if (!local || !domain || rest.length > 0 || local.length > MOST_LOCAL_CHARACTERS) return undefined
  return LOCAL.test(local) && DOMAIN.test(domain) ? `${local}@${domain}` : undefined
}
