package onggi.net;

import onggi.engine.AccessContext;
import onggi.engine.Call;
import onggi.engine.PerCall;
import onggi.engine.Transaction;
import onggi.net.acl.AccessCheck;
import onggi.net.acl.AclUser;
import onggi.net.acl.DatabaseArguments;
import onggi.net.acl.Denial;
import org.jspecify.annotations.Nullable;

/** What clients may do, and the log of what they may not. */
final class Access {

    private static final PerCall<AccessCheck> CHECK = PerCall.of(AccessCheck::new);

    private Access() {}

    /**
     * Returns why a client may not run a bound call, or null when it may; a refusal is logged.
     *
     * @param context from where the call comes
     */
    static @Nullable Denial denial(ClientSession session, Call call, AccessContext context) {
        AclUser user = session.user();
        if (!user.isRestricted()) {
            return null;
        }
        AccessCheck check = CHECK.of(call);
        int database = database(session, call);
        Denial denial = check.check(user.rules(), call.command(), call, 0, database);
        if (denial != null) {
            int argument = check.deniedArgument();
            log(session, call, denial, context, object(call, denial, argument));
        }
        return denial;
    }

    private static int database(ClientSession session, Call call) {
        Transaction transaction = session.transaction();
        if (transaction == null || transaction.queue().isEmpty()) {
            return session.database();
        }
        return DatabaseArguments.afterQueue(
                transaction, session.database(), call.execution().nested());
    }

    private static String object(Call call, Denial denial, int argument) {
        boolean named =
                denial == Denial.KEY
                        || denial == Denial.CHANNEL
                        || (denial == Denial.DATABASE && argument > 0);
        return named ? call.text(argument) : call.command().wireName();
    }

    /** Returns whether a client may run a call and read any key besides. */
    static boolean mayReadEveryKey(ClientSession session, Call call) {
        return CHECK.of(call).mayReadEveryKey(session.user().rules(), call, session.database());
    }

    /** Remembers that a client's name and password did not belong together. */
    static void authenticationFailed(ClientSession session, Call call, String userName) {
        session.server()
                .access()
                .log()
                .add(
                        Denial.AUTH,
                        context(session),
                        call.text(0),
                        userName,
                        call.nowMs(),
                        ClientText.of(session, call.nowMs()));
    }

    /** Returns from where a command comes that a client sends. */
    static AccessContext context(ClientSession session) {
        return session.transaction() == null ? AccessContext.TOPLEVEL : AccessContext.MULTI;
    }

    private static void log(
            ClientSession session, Call call, Denial denial, AccessContext context, String object) {
        session.ran(call.command());
        String client = ClientText.of(session, call.nowMs());
        session.server()
                .access()
                .log()
                .add(denial, context, object, session.userName(), call.nowMs(), client);
    }
}
