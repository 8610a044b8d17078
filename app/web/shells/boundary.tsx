import { Component, type ReactNode } from 'react'
import { ApiError } from '../kit/api.ts'
import { Problem } from '../kit/states.tsx'

/** A screen that throws, or a part of the program that no longer loads after an update, ends here and not in a white page. */
export class Boundary extends Component<{ children: ReactNode; at?: string }, { failed: boolean }> {
  override state = { failed: false }

  static getDerivedStateFromError() {
    return { failed: true }
  }

  /** Going to another page leaves the failed one behind. */
  override componentDidUpdate(before: { at?: string }) {
    if (this.state.failed && before.at !== this.props.at) this.setState({ failed: false })
  }

  override render() {
    if (!this.state.failed) return this.props.children
    return <Problem error={new ApiError(0, 'SCREEN_FAULT', '')} retry={() => window.location.reload()} />
  }
}
