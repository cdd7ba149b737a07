/** Wherever products of others are named. */
export function ThirdParties() {
  return (
    <p className="text-muted">
      Wallets and password managers are made by independent third parties, who are responsible for them. They
      are named here only because they work with this page.
    </p>
  )
}
