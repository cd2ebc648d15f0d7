/** Server-sent events from the bytes of a stream (WHATWG HTML, "server-sent events"). */
export interface Message {
  event: string
  data: string
  id: string | null
}

/** Takes text as it comes and gives the messages that are whole. */
export class Parser {
  private rest = ''
  private event = ''
  private data: string[] = []
  /** What was last heard of, to be named when one comes back; messages without data move it too. */
  id: string | null = null
  /** Milliseconds after which the server wants to be asked again. */
  retry: number | null = null

  take(text: string): Message[] {
    const whole = this.rest + text
    const cut = whole.endsWith('\r') ? whole.length - 1 : whole.length // the other half of a line end may follow
    const lines = whole.slice(0, cut).split(/\r\n|\n|\r/)
    this.rest = (lines.pop() ?? '') + whole.slice(cut)
    const found: Message[] = []
    for (const line of lines) {
      if (line === '') {
        if (this.data.length) found.push({ event: this.event || 'message', data: this.data.join('\n'), id: this.id })
        this.event = ''
        this.data = []
      } else this.field(line)
    }
    return found
  }

  private field(line: string): void {
    if (line.startsWith(':')) return
    const at = line.indexOf(':')
    const name = at < 0 ? line : line.slice(0, at)
    const value = at < 0 ? '' : line.slice(at + 1).replace(/^ /, '')
    if (name === 'event') this.event = value
    else if (name === 'data') this.data.push(value)
    else if (name === 'id' && !value.includes('\0')) this.id = value
    else if (name === 'retry' && /^\d+$/.test(value)) this.retry = Number(value)
  }
}
