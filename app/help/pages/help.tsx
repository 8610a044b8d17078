import { NewHere } from './guide.tsx'
import { HelpMenu } from './help-menu.tsx'

/** In a bar, where it knows the way to the card, the menu; on the page, what somebody new is offered. */
export default function Help({ card }: { card?: string }) {
  return card === undefined ? <NewHere /> : <HelpMenu card={card} />
}
