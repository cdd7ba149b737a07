import type { EmailConfig } from '../config.ts'

/** The bare address that all mail comes from. */
export const senderOf = ({ from }: Pick<EmailConfig, 'from'>): string =>
  from.slice(from.lastIndexOf('<') + 1, from.lastIndexOf('>'))
