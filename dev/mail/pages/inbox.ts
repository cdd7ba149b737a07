// The inbox's page: mails on the left, one of them on the right.
interface Mail {
  readonly id: string
  readonly at: string
  readonly from: string
  readonly to: readonly string[]
  readonly subject: string
  readonly text: string
  readonly html: string
}

interface MannerAnswer {
  readonly manner: string
  readonly manners: Readonly<Record<string, string>>
}

const element = <T extends HTMLElement>(id: string) => document.getElementById(id) as T
const mailboxField = element<HTMLSelectElement>('mailbox')
const mannerField = element<HTMLSelectElement>('manner')
const frame = element<HTMLIFrameElement>('html')

let mails: readonly Mail[] = []
let shown: Mail | undefined
let mailbox = new URLSearchParams(location.search).get('to')?.toLowerCase() ?? ''

mailboxField.addEventListener('change', () => {
  mailbox = mailboxField.value
  history.replaceState(null, '', mailbox ? `?to=${encodeURIComponent(mailbox)}` : '/')
  render()
})
mannerField.addEventListener('change', () => void setManner())
for (const [id, how] of [
  ['as-html', 'html'],
  ['as-text', 'text'],
] as const)
  element(id).addEventListener('click', () => view(how))
new EventSource('/events').addEventListener('message', () => void load())
void load()
void ask<MannerAnswer>('/manner').then(showManner)

async function ask<T>(path: string, init?: RequestInit): Promise<T> {
  return (await (await fetch(path, init)).json()) as T
}

async function load(): Promise<void> {
  mails = (await ask<{ mails: readonly Mail[] }>('/mails')).mails
  const mailboxes = [...new Set(mails.flatMap(({ to }) => to.map((one) => one.toLowerCase())))].toSorted()
  if (mailbox && !mailboxes.includes(mailbox)) mailboxes.unshift(mailbox)
  mailboxField.replaceChildren(new Option('All', ''), ...mailboxes.map((one) => new Option(one, one)))
  mailboxField.value = mailbox
  render()
}

function render(): void {
  const wanted = mails.filter(({ to }) => !mailbox || to.some((one) => one.toLowerCase() === mailbox))
  element('none').hidden = wanted.length > 0
  if (!wanted.some(({ id }) => id === shown?.id)) show(wanted[0])
  element('list').replaceChildren(...wanted.map(line))
}

function line(mail: Mail): HTMLLIElement {
  const button = document.createElement('button')
  button.type = 'button'
  if (mail.id === shown?.id) button.ariaCurrent = 'true'
  const details = document.createElement('small')
  details.textContent = `${mail.to.join(', ')} · ${time(mail)}`
  button.append(mail.subject || '(no subject)', details)
  button.addEventListener('click', () => {
    show(mail)
    render()
  })
  const item = document.createElement('li')
  item.append(button)
  return item
}

function show(mail: Mail | undefined): void {
  shown = mail
  element('mail').hidden = !mail
  if (!mail) return
  element('subject').textContent = mail.subject || '(no subject)'
  element('envelope').textContent = `From ${mail.from} to ${mail.to.join(', ')}, ${time(mail)}`
  element('text').textContent = mail.text
  // Links open in a tab of their own: the frame can lead this page nowhere.
  frame.srcdoc = `<base target="_blank">${mail.html}`
  view(mail.html ? 'html' : 'text')
}

function view(how: 'html' | 'text'): void {
  frame.hidden = how !== 'html'
  element('text').hidden = how !== 'text'
  element('as-html').ariaPressed = String(how === 'html')
  element('as-text').ariaPressed = String(how === 'text')
}

function time({ at }: Mail): string {
  return at.replace('T', ' ').slice(0, 19)
}

async function setManner(): Promise<void> {
  const body = JSON.stringify({ manner: mannerField.value })
  const headers = { 'content-type': 'application/json' }
  showManner(await ask<MannerAnswer>('/manner', { method: 'POST', headers, body }))
}

function showManner({ manner, manners }: MannerAnswer): void {
  const options = Object.entries(manners).map(([name, sentence]) => new Option(sentence, name))
  mannerField.replaceChildren(...options)
  mannerField.value = manner
}
