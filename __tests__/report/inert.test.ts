import { describe, expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import {
  clip,
  fenced,
  forCommandMessage,
  forCommandProperty,
  forCsv,
  forHtml,
  forMermaid,
  forTerminal,
  forXml,
  isPlain,
  makeVisible,
  markdownBlock,
  markdownCell,
  markdownCellCode,
  markdownCode,
  markdownProse,
  printJson,
} from '../../src/report/inert.js'

/** Text that tries: pieces with a meaning somewhere, between any characters. */
const hostile = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        '`',
        '``',
        '```',
        '~~~',
        '\n',
        '\r\n',
        '\t',
        '|',
        '\\',
        '<!--',
        '-->',
        '<!-- kv-review:1 i=0 fp=0 h=0 -->',
        '@octocat',
        '@org/team',
        '#1',
        'GH-1',
        'owner/repo#2',
        'https://evil.example',
        'www.evil.example',
        '<img src=x onerror=alert(1)>',
        '</details>',
        '&lt;',
        '[a](javascript:b)',
        '![x](y)',
        '::error::x',
        '##[error]',
        '::set-output name=a::b',
        '\u001b[31m',
        '\u009b2J',
        '\u0007',
        '\u202e',
        '\u200b',
        '\u2066',
        '\ud800',
        '\0',
        '"',
        "'",
        '=1+1',
        '+',
        '-',
        '$x$',
        '*',
        '_',
        '%0A',
        ',',
        ']]>',
        '<![CDATA[',
        '#quot;',
        'end',
      ), // prettier-ignore
      fc.string({ unit: 'binary' }),
    ),
    { maxLength: 12 },
  )
  .map((parts) => parts.join(''))

const unseen = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u

describe('makeVisible', () => {
  test('shows what cannot be seen and keeps to one line', () => {
    expect(makeVisible('a\r\nb\tc\u001b[1m\u202e\u200b\ud800é')).toBe('a b c\\u{1b}[1m\\u{202e}\\u{200b}\\u{d800}é')
  })

  test('leaves nothing unseen in any text', () => {
    fc.assert(fc.property(hostile, (text) => !unseen.test(makeVisible(text))))
  })
})

describe('forTerminal', () => {
  test('breaks what a runner takes for a command, and only that', () => {
    expect(forTerminal('::error::x ##[group] vault::secret ::/0 a ::Set-Env x')).toBe(
      '\\u{3a}:error::x ##\\u{5b}group] vault::secret ::/0 a \\u{3a}:Set-Env x',
    )
  })

  test('no escape sequence and no command in any text, at the start of a line or within', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const shown = forTerminal(text)
        return !unseen.test(shown) && !/^\s*::[a-z]/i.test(shown) && !shown.includes('##[')
      }),
    )
  })
})

describe('workflow commands', () => {
  test('are escaped as the runner reads them', () => {
    expect(forCommandMessage('100%\nsecond\r\n##[x]')).toBe('100%25%0Asecond%0A##\\u{5b}x]')
    expect(forCommandProperty('a:b,c')).toBe('a%3Ab%2Cc')
  })

  test('no text ends its message or its property', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        return !/[\r\n]|##\[/.test(forCommandMessage(text)) && !/[\r\n:,]/.test(forCommandProperty(text))
      }),
    )
  })
})

describe('markdownCode', () => {
  test('takes a fence longer than any inside, and pads where a backtick or a blank is at the edge', () => {
    expect(markdownCode('a')).toBe('`a`')
    expect(markdownCode('a`b``c')).toBe('```a`b``c```')
    expect(markdownCode('`')).toBe('`` ` ``')
    expect(markdownCode(' \n ')).toBe('(empty)')
    expect(markdownCode('<!-- x -->')).toBe('`<!\u2060-- x --\u2060>`')
  })

  test('no text closes its own fence, spans lines or opens a comment', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const code = markdownCode(text)
        const fence = /^`+/.exec(code)?.[0] ?? ''
        if (fence === '') return code === '(empty)'
        const inside = code.slice(fence.length, -fence.length)
        const runs: readonly string[] = inside.match(/`+/g) ?? []
        return code.endsWith(fence) && !runs.includes(fence) && !/[\r\n]|<!--|-->/.test(code)
      }),
    )
  })
})

describe('markdownProse', () => {
  test('keeps code between single backticks and escapes all else', () => {
    expect(markdownProse('`a|b` is *new* <b> @octocat, see #12')).toBe(
      '`a|b` is \\*new\\* &lt;b&gt; @\u2060octocat, see #\u206012',
    )
    expect(markdownProse('one ` alone')).toBe('one \\` alone')
    expect(markdownProse('- no list')).toBe('\\- no list')
    expect(markdownProse('1. no list')).toBe('1\\. no list')
    expect(markdownProse('cso@example.com https://a.example www.a.example')).toBe(
      'cso@example.com https:\u2060//a.example www.\u2060a.example',
    )
  })

  test('no mention, reference, link, tag or marker survives outside code', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const outside = markdownProse(text).replace(/(?<!\\)(`+)[^`].*?(?<!`)\1(?!`)/g, ' ')
        return (
          !/(?:^|[^A-Za-z0-9_])@\w/.test(outside) &&
          !/#\d|GH-\d|:\/\/|<|>|\r|\n/i.test(outside) &&
          !/(?<!\\)(?:\\\\)*[*_[\]|`]/.test(outside)
        )
      }),
    )
  })
})

describe('tables', () => {
  test('code with a bar, a backslash or a backtick is written with entities', () => {
    expect(markdownCellCode('a-b')).toBe('`a-b`')
    expect(markdownCellCode('a|`<')).toBe('<code>a&#124;&#96;&#60;</code>')
    expect(markdownCell('x | `y|z`')).toBe('x \\| <code>y&#124;z</code>')
  })

  test('no text ends its cell or its row', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        return !/(?<!\\)\||[\r\n]/.test(markdownCell(text)) && !/[|\r\n]/.test(markdownCellCode(text))
      }),
    )
  })
})

describe('blocks', () => {
  test('the fence is longer than any run of backticks in the text', () => {
    expect(fenced('a\n```\nb', 'suggestion')).toBe('````suggestion\na\n```\nb\n````')
    expect(fenced('', 'suggestion')).toBe('```suggestion\n```')
    expect(markdownBlock('a\u001b\tb')).toBe('```\na\\u{1b}\tb\n```')
  })

  test('a suggestion hides nothing', () => {
    expect(isPlain("\tdefaultAction: 'Deny'\n")).toBe(true)
    expect(isPlain('<!-- x')).toBe(false)
    expect(isPlain('a\u202eb')).toBe(false)
    expect(isPlain('a\rb')).toBe(false)
  })
})

describe('other formats', () => {
  test('HTML and XML', () => {
    expect(forHtml(`<a href="x">'&\u0000`)).toBe('&#60;a href=&#34;x&#34;&#62;&#39;&#38;\\u{0}')
    expect(forXml('a\n<b>\u0001##[x]\uffff')).toBe('a\n&#60;b&#62;\\u{1}##&#91;x]\\u{ffff}')
    fc.assert(fc.property(hostile, (text) => !/[<>"'`]/.test(forHtml(text)) && !/[<>"']|##\[/.test(forXml(text))))
  })

  test('CSV: one field, never a formula', () => {
    expect(forCsv('a "b"')).toBe('"a ""b"""')
    expect(forCsv('=1+1')).toBe('"\'=1+1"')
    expect(forCsv(' @x')).toBe('"\' @x"')
    fc.assert(
      fc.property(hostile, (text) => /^"(?:[^"\r\n]|"")*"$/.test(forCsv(text)) && !/^"\s*[=+\-@]/.test(forCsv(text))),
    )
  })

  test('Mermaid: nothing ends a quoted label', () => {
    expect(forMermaid('a"]--> é')).toBe('a#34;#93;--#62; #233;')
    fc.assert(fc.property(hostile, (text) => /^[A-Za-z0-9 ._/#;-]*$/.test(forMermaid(text))))
  })

  test('JSON: the same data without unseen characters or commands', () => {
    expect(printJson({ a: '\u009b\u202e##[x]' }, 0)).toBe('{"a":"\\u009b\\u202e##\\u005bx]"}')
    fc.assert(
      fc.property(hostile, (text) => {
        const printed = printJson([text], 0)
        expect(JSON.parse(printed)).toEqual([text])
        return !unseen.test(printed) && !printed.includes('##[')
      }),
    )
  })

  test('clip cuts between characters and says so', () => {
    expect(clip('abc', 3)).toBe('abc')
    expect(clip('abcd', 3)).toBe('ab…')
    expect(clip('a😀bc', 3)).toBe('a…')
  })
})
