import { Injectable, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { map, type Observable } from 'rxjs';
import type { Answer } from '#canonical';
import { answerHeader, encodeAnswer } from '#contracts';

/** The value of an Answer is the body; how fresh it is travels in a header. */
@Injectable()
export class AnswerInterceptor implements NestInterceptor<Answer<unknown>, unknown> {
  intercept(context: ExecutionContext, next: CallHandler<Answer<unknown>>): Observable<unknown> {
    const reply = context.switchToHttp().getResponse<FastifyReply>();
    return next.handle().pipe(
      map((answer) => {
        void reply.header(answerHeader, encodeAnswer(answer));
        return answer.value;
      }),
    );
  }
}
