import { Page } from '../components/Page.tsx'
import { TextLink } from '../components/TextLink.tsx'

/** An address that leads nowhere. */
export function NotFoundPage() {
  return (
    <Page
      width="dialog"
      title="There is nothing here"
      lead="The link may be incomplete, or what it led to is over. If somebody sent it to you, ask for it again."
      actions={
        <TextLink to="/" look="button">
          To the beginning
        </TextLink>
      }
    />
  )
}
