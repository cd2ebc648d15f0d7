/** Events are read whatever way their bytes are cut; tries come ever more seldom. */
import { describe, expect, it } from 'vitest'
import { Parser } from './parsing'
import { wait } from './stream'

const TEXT = 'retry: 2000\n\nid: 7\nevent: changed\ndata: {"a":\ndata: 1}\n\n: heartbeat\n\nevent: resync\r\ndata: {}\r\n\r\n: end\n'

describe('the parser', () => {
  it.each([1, 2, 3, 7, 1000])('reads the same from pieces of %i characters', (size) => {
    const parser = new Parser()
    const found = []
    for (let at = 0; at < TEXT.length; at += size) found.push(...parser.take(TEXT.slice(at, at + size)))
    expect(found).toEqual([
      { event: 'changed', data: '{"a":\n1}', id: '7' },
      { event: 'resync', data: '{}', id: '7' },
    ])
  })
})

describe('the wait', () => {
  it('doubles up to half a minute and is spread', () => {
    expect([0, 1, 2, 3, 4, 5, 9].map((tries) => wait(tries, () => 1))).toEqual([1000, 2000, 4000, 8000, 16000, 30000, 30000])
    expect(wait(0, () => 0)).toBe(500)
  })
})
