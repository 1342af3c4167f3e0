package onggi.server.config;

import onggi.engine.Setting;
import onggi.engine.SettingFamily;

/** Who may do what. */
public final class AccessDirectives {

    static final SettingFamily ACCESS = SettingFamily.of("Security");

    public static final Setting REQUIRE_PASS =
            ACCESS.text("requirepass", "", DirectiveRules::password)
                    .traits(Setting.Trait.SENSITIVE)
                    .summary("Password of the default user; none when empty.")
                    .declare();

    public static final Setting ENABLE_DEBUG =
            ACCESS.choice("enable-debug-command", "no", "no", "yes", "local")
                    .immutable()
                    .summary("Who may use DEBUG: nobody, everybody, or clients of this machine.")
                    .declare();

    public static final Setting ENABLE_MODULE =
            ACCESS.choice("enable-module-command", "no", "no", "yes", "local")
                    .immutable()
                    .summary(
                            "Who may call MODULE LOAD and UNLOAD: nobody, everybody, or clients of this"
                                    + " machine. There are no modules that this server can run.")
                    .declare();

    public static final Setting ENABLE_PROTECTED =
            ACCESS.choice("enable-protected-configs", "no", "no", "yes", "local")
                    .immutable()
                    .summary(
                            "Who may change directives that name files: nobody, everybody, or"
                                    + " clients of this machine.")
                    .declare();

    public static final Setting ACL_FILE =
            ACCESS.text("aclfile", "")
                    .immutable()
                    .summary("File with the users; none when empty.")
                    .declare();

    public static final Setting ACL_LOG =
            ACCESS.number("acllog-max-len", 128, 0, Long.MAX_VALUE)
                    .summary("How many refusals ACL LOG remembers.")
                    .declare();

    public static final Setting ACL_PUBSUB =
            ACCESS.choice("acl-pubsub-default", "resetchannels", "allchannels", "resetchannels")
                    .summary("Whether a new user may use every channel or none.")
                    .declare();

    private AccessDirectives() {}
}
