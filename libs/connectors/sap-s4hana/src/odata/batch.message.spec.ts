import { describe, expect, it } from 'vitest';
import { readBatch, writeBatch } from './batch.message.js';

const type = 'multipart/mixed; boundary=ejjeeffe0';

function answer(...lines: string[]): Buffer {
  return Buffer.from(lines.join('\r\n'));
}

describe('a $batch', () => {
  it('holds reads alone and changes in a changeset, each as an HTTP message', () => {
    const { contentType, body } = writeBatch([
      { method: 'GET', path: "A_SalesOrder('1')" },
      { changeset: [{ method: 'PATCH', path: "A_SalesOrderItem(SalesOrder='1',SalesOrderItem='10')", body: '{"a":"ü"}', headers: { 'If-Match': 'W/"1"' } }] },
    ]);
    const [, boundary] = /^multipart\/mixed; boundary=(\S+)$/.exec(contentType) ?? [];
    const [, changeset] = /boundary=(changeset_\S+)/.exec(body) ?? [];
    expect(body.startsWith(`--${boundary}\r\n`)).toBe(true);
    expect(body).toContain("\r\n\r\nGET A_SalesOrder('1') HTTP/1.1\r\nAccept: application/json\r\n\r\n");
    expect(body).toContain(`Content-Type: multipart/mixed; boundary=${changeset}\r\n\r\n--${changeset}\r\n`);
    expect(body).toContain('Content-Length: 10\r\nIf-Match: W/"1"\r\n\r\n{"a":"ü"}\r\n');
    expect(body.trimEnd().endsWith(`--${changeset}--\r\n\r\n--${boundary}--`)).toBe(true);
  });

  it('is answered part by part, a changeset by the answers of its requests', async () => {
    const body = answer(
      '--ejjeeffe0',
      'Content-Type: application/http',
      'Content-Length: 99',
      'content-transfer-encoding: binary',
      '',
      'HTTP/1.1 200 OK',
      'Content-Type: application/json;charset=utf-8',
      'Sap-Message: {}',
      '',
      '{"d":{"Name":"Bäcker"}}',
      '--ejjeeffe0',
      'Content-Type: multipart/mixed; boundary=ejjeeffe1',
      '',
      '--ejjeeffe1',
      'Content-Type: application/http',
      '',
      'HTTP/1.1 204 No Content',
      'dataserviceversion: 2.0',
      '',
      '',
      '--ejjeeffe1--',
      '',
      '--ejjeeffe0--',
      '',
    );
    expect(await readBatch(type, body)).toEqual([
      [{ status: 200, headers: { 'content-type': 'application/json;charset=utf-8', 'sap-message': '{}' }, body: '{"d":{"Name":"Bäcker"}}' }],
      [{ status: 204, headers: { dataserviceversion: '2.0' }, body: '' }],
    ]);
  });

  it('answers a changeset that was undone with the failure alone', async () => {
    const body = answer('--ejjeeffe0', 'Content-Type: application/http', '', 'HTTP/1.1 400 Bad Request', '', '{"error":{}}', '--ejjeeffe0--', '');
    expect(await readBatch(type, body)).toEqual([[{ status: 400, headers: {}, body: '{"error":{}}' }]]);
  });

  it.each([
    ['cut in the middle', type, '--ejjeeffe0\r\nContent-Type: application/http\r\n\r\nHTTP/1.1 200 OK\r\n\r\n{"d', 'Unexpected end'],
    ['an error page', 'text/html', '<html></html>', 'is no multipart/mixed'],
    ['without an HTTP message in it', type, '--ejjeeffe0\r\nContent-Type: application/http\r\n\r\nhello\r\n--ejjeeffe0--\r\n', 'is no HTTP answer'],
  ])('that is %s is refused', async (_what, contentType, body, fault) => {
    await expect(readBatch(contentType, Buffer.from(body))).rejects.toThrow(fault);
  });
});
