package onggi.net.acl;

import java.io.IOException;

/** A file of users whose text is here. */
final class FileOfText implements AclFile {

    private String text;

    FileOfText(String text) {
        this.text = text;
    }

    @Override
    public String name() {
        return "users.acl";
    }

    @Override
    public String read() {
        return text;
    }

    @Override
    public void write(String changed) {
        text = changed;
    }

    @Override
    public String reason(IOException failure) {
        return String.valueOf(failure.getMessage());
    }
}
