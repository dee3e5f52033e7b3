import { Controller, Get, Header } from '@nestjs/common';
import { PAGE } from './page.html.js';

@Controller()
export class PageController {
  @Get()
  @Header('content-type', 'text/html; charset=utf-8')
  @Header('content-security-policy', "default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src 'unsafe-inline'; connect-src 'self'; base-uri 'none'; form-action 'none'")
  page(): string {
    return PAGE;
  }
}
