/** The product's clock while the town's past is made: it stands where it is put, until the present. */
export class TownClock {
  private standing: Date | null = null

  readonly read = (): Date => this.standing ?? new Date()

  standAt(instant: Date): void {
    this.standing = instant
  }

  returnToPresent(): void {
    this.standing = null
  }
}
