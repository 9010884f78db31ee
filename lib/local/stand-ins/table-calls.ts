import type { AppTables } from './app-tables.ts';
import { forward } from './beyond-stand-ins.ts';
import { StandInRefusal } from './refusal.ts';
import type { StandIn } from './stand-in.ts';

const ANOTHER = 'Give the functions a DynamoDB that does: --dynamodb http://127.0.0.1:PORT';

/** Stands in for DynamoDB, for the app's own tables: they are in dynalite, where the project has it. */
export const tableCalls = (tables: Pick<AppTables, 'areHad' | 'endpoint'>): StandIn => ({
  take(call, elsewhere) {
    if (call.service.id !== 'DYNAMODB' || elsewhere || !tables.areHad()) return undefined;
    return async () => {
      const answer = await forward(call, await endpointOf(tables));
      if (answer.status !== 400) return answer;
      const text = await answer.text();
      if (text.includes('#UnknownOperationException')) {
        throw new StandInRefusal(
          'UnknownOperationException',
          `dynalite, which has the app's own tables here, takes no ${call.operation}. ${ANOTHER}`,
        );
      }
      return new Response(text, { status: answer.status, headers: answer.headers });
    };
  },
});

/** @throws StandInRefusal */
async function endpointOf(tables: Pick<AppTables, 'endpoint'>): Promise<string> {
  try {
    return await tables.endpoint();
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new StandInRefusal('NoStandIn', `The app's own tables can't be had of dynalite (${why}). ${ANOTHER}`);
  }
}
