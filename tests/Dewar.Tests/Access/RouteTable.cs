namespace Dewar.Access;

/// <summary>
/// Who may use which route. A column is a caller: + may, 1 is asked to sign in (401), 3 may not (403), 4 is told that there is no such
/// experiment (404). Behind the row stands a body that is good enough to get past the permission, where an empty object is not.
/// </summary>
internal static class RouteTable
{
    public static readonly string[] Callers =
    [
        "anonymous", "stranger", "reader", "member", "owner", "member through a group", "staff of the station", "staff of another station",
        "administrator", "administrator, scope read", "administrator, scope write", "owner, scope read", "the station", "another station", "a worker",
    ];

    private const string Text = """
                                                                           an st re me ow gr sf so ad ar aw or is io wo
        POST /api/sign-in                                                  +  +  +  +  +  +  +  +  +  +  +  +  +  +  +
        POST /api/sign-out                                                 1  +  +  +  +  +  +  +  +  +  +  +  +  +  +
        POST /api/set-password                                             +  +  +  +  +  +  +  +  +  +  +  +  +  +  +
        GET /api/me                                                        1  +  +  +  +  +  +  +  +  +  +  +  +  +  +
        GET /api/tokens                                                    1  +  +  +  +  +  +  +  +  +  +  +  +  +  +
        POST /api/tokens                                                   1  +  +  +  +  +  +  +  +  3  +  3  3  3  3  {"name":"t","scope":"read"}
        DELETE /api/tokens/{token}                                         1  +  +  +  +  +  +  +  +  3  +  3  3  3  3
        GET /api/users                                                     1  3  3  3  3  3  3  3  +  +  +  3  3  3  3
        POST /api/users                                                    1  3  3  3  3  3  3  3  +  3  3  3  3  3  3
        GET /api/users/{user}                                              1  3  3  3  3  3  3  3  +  +  +  3  3  3  3
        PATCH /api/users/{user}                                            1  3  3  3  3  3  3  3  +  3  3  3  3  3  3
        PUT /api/users/{user}/password                                     1  +  3  3  3  3  3  3  +  3  3  3  3  3  3  {"password":"correct-horse"}
        POST /api/users/{user}/view                                        1  3  3  3  3  3  3  3  +  3  3  3  3  3  3  {"reason":"r"}
        GET /api/people                                                    1  +  +  +  +  +  +  +  +  3  +  3  3  3  3
        GET /api/groups                                                    1  +  +  +  +  +  +  +  +  +  +  +  +  +  +
        POST /api/groups                                                   1  3  3  3  3  3  3  3  +  3  3  3  3  3  3
        PUT /api/groups/{group}/members/{user}                             1  3  3  3  3  3  3  3  +  3  3  3  3  3  3
        DELETE /api/groups/{group}/members/{user}                          1  3  3  3  3  3  3  3  +  3  3  3  3  3  3
        GET /api/storages                                                  1  3  3  3  3  3  3  3  +  +  +  3  3  3  3
        GET /api/stations                                                  1  +  +  +  +  +  +  +  +  +  +  +  +  +  +
        POST /api/stations                                                 1  3  3  3  3  3  3  3  +  3  3  3  3  3  3
        GET /api/stations/{station}                                        1  +  +  +  +  +  +  +  +  +  +  +  +  +  +
        PATCH /api/stations/{station}                                      1  3  3  3  3  3  +  3  +  3  +  3  3  3  3
        GET /api/stations/{station}/assignments                            1  3  3  3  3  3  3  3  3  3  3  3  +  3  3
        POST /api/stations/{station}/report                                1  3  3  3  3  3  3  3  3  3  3  3  +  3  3
        GET /api/stations/{station}/folder                                  1  3  3  +  +  +  +  +  +  +  +  +  3  3  3
        POST /api/stations/{station}/answers/{question:long}                1  3  3  3  3  3  3  3  3  3  3  3  +  3  3  {"folder":"/","entries":[],"next":null}
        GET /api/instruments                                               1  +  +  +  +  +  +  +  +  +  +  +  +  +  +
        GET /api/instruments/{instrument}                                  1  +  +  +  +  +  +  +  +  +  +  +  +  +  +
        PUT /api/instruments/{instrument}                                  1  3  3  3  3  3  +  3  +  3  +  3  3  3  3  {"name":"i","station":"here","description":"","settling":{}}
        GET /api/instruments/{instrument}/reservations                     1  +  +  +  +  +  +  +  +  +  +  +  +  +  +
        POST /api/instruments/{instrument}/reservations                    1  +  +  +  +  +  +  +  +  3  +  3  3  3  3  {"startsAt":"2000-01-01T00:00:00Z","endsAt":"2000-01-01T01:00:00Z"}
        GET /api/instruments/{instrument}/reservations/{reservation}       1  +  +  +  +  +  +  +  +  +  +  +  +  +  +
        PATCH /api/instruments/{instrument}/reservations/{reservation}     1  +  +  +  +  +  +  +  +  3  +  3  3  3  3
        POST /api/instruments/{instrument}/reservations/{reservation}/cancel 1  +  +  +  +  +  +  +  +  3  +  3  3  3  3
        GET /api/instruments/{instrument}/booking-rules                    1  +  +  +  +  +  +  +  +  +  +  +  +  +  +
        PUT /api/instruments/{instrument}/booking-rules                    1  3  3  3  3  3  +  3  +  3  +  3  3  3  3
        GET /api/instruments/{instrument}/usage                            1  3  3  3  3  3  +  3  +  +  +  3  3  3  3
        GET /api/reservations/sources                                      1  3  3  3  3  3  3  3  +  +  +  3  3  3  3
        GET /api/reservations/sources/{source}                             1  3  3  3  3  3  3  3  +  +  +  3  3  3  3
        PUT /api/reservations/sources/{source}                             1  3  3  3  3  3  3  3  +  3  3  3  3  3  3  {"setup":{"kind":"k"}}
        POST /api/reservations/sources/{source}/test                       1  3  3  3  3  3  3  3  +  3  3  3  3  3  3
        DELETE /api/reservations/sources/{source}                          1  3  3  3  3  3  3  3  +  3  3  3  3  3  3
        GET /api/sessions                                                  1  +  +  +  +  +  +  +  +  +  +  +  +  +  +
        GET /api/sessions/{session}                                        1  +  +  +  +  +  +  +  +  +  +  +  +  +  +
        PATCH /api/sessions/{session}                                      1  +  +  +  +  +  +  +  +  3  +  3  3  3  3
        POST /api/sessions/{session}/notes                                 1  +  +  +  +  +  +  +  +  3  +  3  3  3  3  {"text":"t"}
        POST /api/sessions/{session}/pause                                 1  +  +  +  +  +  +  +  +  3  +  3  3  3  3
        POST /api/sessions/{session}/resume                                1  +  +  +  +  +  +  +  +  3  +  3  3  3  3
        POST /api/sessions/{session}/end                                   1  +  +  +  +  +  +  +  +  3  +  3  3  3  3
        GET /api/sessions/{session}/files                                  1  +  +  +  +  +  +  +  +  +  +  +  +  +  +
        POST /api/sessions/{session}/files                                 1  +  +  +  +  +  +  +  +  3  +  3  3  3  3  {"experiment":"e","paths":["p"]}
        POST /api/instruments/{instrument}/sessions                        1  +  +  +  +  +  +  +  +  3  +  3  3  3  3
        GET /api/instruments/{instrument}/session-rules                    1  +  +  +  +  +  +  +  +  +  +  +  +  +  +
        PUT /api/instruments/{instrument}/session-rules                    1  3  3  3  3  3  +  3  +  3  +  3  3  3  3
        GET /api/computers                                                 1  3  3  3  3  3  3  3  +  +  +  3  3  3  3
        PUT /api/computers/{computer}                                      1  3  3  3  3  3  3  3  +  3  3  3  3  3  3  {"instrument":"i"}
        POST /api/computers/{computer}/confirm                             1  3  3  3  3  3  3  3  +  3  3  3  3  3  3  {"code":"c"}
        DELETE /api/computers/{computer}                                   1  3  3  3  3  3  3  3  +  3  3  3  3  3  3
        POST /api/computers/requests                                       +  +  +  +  +  +  +  +  +  +  +  +  +  +  +  {"name":"n","instrument":"i","public":"x"}
        GET /api/logger                                                    1  3  3  3  3  3  3  3  3  3  3  3  3  3  3
        POST /api/logger/entries                                           1  3  3  3  3  3  3  3  3  3  3  3  3  3  3  {"journal":"j","sentAt":0,"entries":[]}
        POST /api/logger/uploads                                           1  3  3  3  3  3  3  3  3  3  3  3  3  3  3
        HEAD /api/logger/uploads/{upload}                                  1  3  3  3  3  3  3  3  3  3  3  3  3  3  3
        PATCH /api/logger/uploads/{upload}                                 1  3  3  3  3  3  3  3  3  3  3  3  3  3  3
        GET /sessions                                                      1  +  +  +  +  +  +  +  +  +  +  +  +  +  +
        GET /sessions/{session}                                            1  +  +  +  +  +  +  +  +  +  +  +  +  +  +
        GET /sessions/{session}/revisions                                  1  +  +  +  +  +  +  +  +  +  +  +  +  +  +
        POST /sessions/{session}/notes                                     1  +  +  +  +  +  +  +  +  3  +  3  3  3  3
        POST /sessions/{session}/tell                                      1  +  +  +  +  +  +  +  +  3  +  3  3  3  3
        POST /sessions/{session}/mend                                      1  +  +  +  +  +  +  +  +  3  +  3  3  3  3
        POST /sessions/{session}/deliver                                   1  +  +  +  +  +  +  +  +  3  +  3  3  3  3
        GET /instruments/{instrument}                                      1  +  +  +  +  +  +  +  +  +  +  +  +  +  +
        POST /instruments/{instrument}/sessions                            1  +  +  +  +  +  +  +  +  3  +  3  3  3  3
        POST /instruments/{instrument}/rules                               1  +  +  +  +  +  +  +  +  3  +  3  3  3  3
        GET /logger/dewar-logger.exe                                       +  +  +  +  +  +  +  +  +  +  +  +  +  +  +
        GET /admin/computers                                               1  3  3  3  3  3  3  3  +  +  +  3  3  3  3
        POST /admin/computers                                              1  3  3  3  3  3  3  3  +  3  3  3  3  3  3
        POST /admin/computers/{computer}/confirm                           1  3  3  3  3  3  3  3  +  3  3  3  3  3  3
        POST /admin/computers/{computer}/revoke                            1  3  3  3  3  3  3  3  +  3  3  3  3  3  3
        GET /api/sessions/{session}/record                                 1  +  +  +  +  +  +  +  +  +  +  +  +  +  +
        GET /api/sessions/{session}/record/status                          1  +  +  +  +  +  +  +  +  +  +  +  +  +  +
        GET /api/sessions/{session}/record/revisions                       1  +  +  +  +  +  +  +  +  +  +  +  +  +  +
        POST /api/sessions/{session}/corrections                           1  +  +  +  +  +  +  +  +  3  +  3  3  3  3  {"kind":"split","file":"f"}
        POST /sessions/{session}/correct                                   1  +  +  +  +  +  +  +  +  3  +  3  3  3  3
        GET /api/record-targets                                            1  3  3  3  3  3  3  3  +  +  +  3  3  3  3
        PUT /api/record-targets/{target}                                   1  3  3  3  3  3  3  3  +  3  3  3  3  3  3  {"kind":"k","address":"a"}
        POST /api/record-targets/{target}/try                                1  3  3  3  3  3  3  3  +  3  3  3  3  3  3
        DELETE /api/record-targets/{target}                                1  3  3  3  3  3  3  3  +  3  3  3  3  3  3
        GET /api/sessions/{session}/deliveries                             1  +  +  +  +  +  +  +  +  +  +  +  +  +  +
        POST /api/sessions/{session}/deliveries                            1  +  +  +  +  +  +  +  +  3  +  3  3  3  3
        GET /api/experiment-types                                           1  +  +  +  +  +  +  +  +  +  +  +  +  +  +
        PUT /api/experiment-types/{type}                                    1  3  3  3  3  3  3  3  +  3  3  3  3  3  3  {"name":"t","description":"","properties":[]}
        DELETE /api/experiment-types/{type}                                 1  3  3  3  3  3  3  3  +  3  3  3  3  3  3
        GET /api/search                                                    1  +  +  +  +  +  +  +  +  +  +  +  +  +  +
        GET /api/search/keys                                               1  +  +  +  +  +  +  +  +  +  +  +  +  +  +
        GET /api/search/complete                                           1  +  +  +  +  +  +  +  +  +  +  +  +  +  +
        GET /api/search/export                                             1  +  +  +  +  +  +  +  +  +  +  +  +  +  +
        GET /api/search/archive.zip                                        1  +  +  +  +  +  +  +  +  +  +  +  +  +  +
        GET /api/searches                                                  1  +  +  +  +  +  +  +  +  +  +  +  +  +  +
        PUT /api/searches/{search}                                         1  +  +  +  +  +  +  +  +  3  +  3  3  3  3  {"query":"gold"}
        DELETE /api/searches/{search}                                      1  +  +  +  +  +  +  +  +  3  +  3  3  3  3
        GET /api/proposals                                                 1  3  3  3  3  3  +  +  +  +  +  3  3  3  3
        GET /api/proposals/{proposal}                                      1  3  3  3  3  3  +  +  +  +  +  3  3  3  3
        GET /api/experiments                                               1  +  +  +  +  +  +  +  +  +  +  +  +  +  +
        POST /api/experiments                                              1  3  3  3  3  3  +  3  +  3  +  3  3  3  3  {"name":"e","type":"t","station":"here"}
        GET /api/experiments/{experiment}                                  1  4  +  +  +  +  +  4  +  +  +  +  4  4  4
        PATCH /api/experiments/{experiment}                                1  4  3  3  +  3  +  4  +  3  +  3  4  4  4
        PUT /api/experiments/{experiment}/members/{kind}/{member}          1  4  3  3  +  3  +  4  +  3  +  3  4  4  4  {"role":"reader"}
        DELETE /api/experiments/{experiment}/members/{kind}/{member}       1  4  3  3  +  3  +  4  +  3  +  3  4  4  4
        POST /api/experiments/{experiment}/close                           1  4  3  3  +  3  +  4  +  3  +  3  4  4  4
        POST /api/experiments/{experiment}/reopen                          1  4  3  3  +  3  +  4  +  3  +  3  4  4  4
        GET /api/acquisitions                                              1  +  +  +  +  +  +  +  +  +  +  +  +  +  +
        GET /api/experiments/{experiment}/acquisitions                     1  4  +  +  +  +  +  4  +  +  +  +  4  4  4
        POST /api/experiments/{experiment}/acquisitions                    1  4  3  +  +  +  +  4  +  3  +  3  4  4  4
        GET /api/experiments/{experiment}/acquisitions/{acquisition}       1  4  +  +  +  +  +  4  +  +  +  +  4  4  4
        POST /api/experiments/{experiment}/acquisitions/{acquisition}/stop 1  4  3  +  +  +  +  4  +  3  +  3  4  4  4
        POST /api/experiments/{experiment}/acquisitions/{acquisition}/retry 1  4  3  +  +  +  +  4  +  3  +  3  4  4  4
        GET /api/experiments/{experiment}/files                            1  4  +  +  +  +  +  4  +  +  +  +  4  4  4
        GET /api/experiments/{experiment}/files/{**path}                   1  4  +  +  +  +  +  4  +  +  +  +  4  4  4
        GET /api/experiments/{experiment}/versions                         1  4  +  +  +  +  +  4  +  +  +  +  4  4  4
        GET /api/experiments/{experiment}/versions/{**path}                1  4  +  +  +  +  +  4  +  +  +  +  4  4  4
        GET /api/experiments/{experiment}/folders/{**path}                 1  4  +  +  +  +  +  4  +  +  +  +  4  4  4
        GET /api/experiments/{experiment}/content/{**path}                 1  4  +  +  +  +  +  4  +  +  +  +  4  4  4
        HEAD /api/experiments/{experiment}/content/{**path}                1  4  +  +  +  +  +  4  +  +  +  +  4  4  4
        GET /api/experiments/{experiment}/archive.zip                      1  4  +  +  +  +  +  4  +  +  +  +  4  4  4
        HEAD /api/experiments/{experiment}/archive.zip                     1  4  +  +  +  +  +  4  +  +  +  +  4  4  4
        POST /api/experiments/{experiment}/archive.zip                     1  4  +  +  +  +  +  4  +  +  +  +  4  4  4  {"paths":["a/b"]}
        GET /api/experiments/{experiment}/manifest                         1  4  +  +  +  +  +  4  +  +  +  +  4  4  4
        GET /api/experiments/{experiment}/history/{**path}                 1  4  +  +  +  +  +  4  +  +  +  +  4  4  4
        GET /api/experiments/{experiment}/shares                           1  4  3  3  +  3  +  4  +  3  +  3  4  4  4
        POST /api/experiments/{experiment}/shares                          1  4  3  3  +  3  +  4  +  3  +  3  4  4  4
        DELETE /api/experiments/{experiment}/shares/{share}                1  4  3  3  +  3  +  4  +  3  +  3  4  4  4
        GET /shared/{share}                                                +  +  +  +  +  +  +  +  +  +  +  +  +  +  +
        GET /shared/{share}/folder/{**path}                                +  +  +  +  +  +  +  +  +  +  +  +  +  +  +
        GET /shared/{share}/file/{**path}                                  +  +  +  +  +  +  +  +  +  +  +  +  +  +  +
        GET /shared/{share}/content/{**path}                               +  +  +  +  +  +  +  +  +  +  +  +  +  +  +
        HEAD /shared/{share}/content/{**path}                              4  4  4  4  4  4  4  4  4  4  4  4  4  4  4
        GET /shared/{share}/picture/{**path}                               +  +  +  +  +  +  +  +  +  +  +  +  +  +  +
        GET /shared/{share}/archive.zip                                    +  +  +  +  +  +  +  +  +  +  +  +  +  +  +
        HEAD /shared/{share}/archive.zip                                   4  4  4  4  4  4  4  4  4  4  4  4  4  4  4
        POST /api/experiments/{experiment}/metadata                        1  4  3  +  +  +  +  4  +  3  +  3  4  4  4
        POST /api/experiments/{experiment}/delete                          1  4  3  +  +  +  +  4  +  3  +  3  4  4  4
        POST /api/experiments/{experiment}/move                            1  4  3  +  +  +  +  4  +  3  +  3  4  4  4
        POST /api/experiments/{experiment}/registrations                   1  4  4  4  4  4  4  4  4  4  4  4  +  4  4  {"source":1,"files":[]}
        GET /api/experiments/{experiment}/uploads                          1  4  3  +  +  +  +  4  +  3  +  3  4  4  4
        OPTIONS /api/experiments/{experiment}/uploads                      1  4  3  +  +  +  +  4  +  3  +  3  4  4  4
        POST /api/experiments/{experiment}/uploads                         1  4  3  +  +  +  +  4  +  3  +  3  4  4  4
        GET /api/experiments/{experiment}/uploads/{upload}                 1  4  3  +  +  +  +  4  +  3  +  3  4  4  4
        HEAD /api/experiments/{experiment}/uploads/{upload}                1  4  3  +  +  +  +  4  +  3  +  3  4  4  4
        PATCH /api/experiments/{experiment}/uploads/{upload}               1  4  3  +  +  +  +  4  +  3  +  3  4  4  4
        POST /api/experiments/{experiment}/uploads/{upload}                1  4  3  +  +  +  +  4  +  3  +  3  4  4  4
        DELETE /api/experiments/{experiment}/uploads/{upload}              1  4  3  +  +  +  +  4  +  3  +  3  4  4  4
        GET /api/incoming/{source:long}                                    1  3  3  3  3  3  3  3  3  3  3  3  +  4  3
        POST /api/incoming/{source:long}/pack                              1  3  3  3  3  3  3  3  3  3  3  3  +  4  3
        POST /api/incoming/{source:long}/place                             1  3  3  3  3  3  3  3  3  3  3  3  +  4  3  {"files":[]}
        POST /api/incoming/{source:long}/discard                           1  3  3  3  3  3  3  3  3  3  3  3  +  4  3  {"session":"s","turn":1,"files":[]}
        POST /api/incoming/{source:long}/recover                           1  3  3  3  3  3  3  3  3  3  3  3  +  4  3  {"session":"s","turn":1,"folders":[],"tagPrefix":"t-","keep":[]}
        POST /api/incoming/{source:long}/noted                             1  3  3  3  3  3  3  3  3  3  3  3  +  4  3  {"contents":[]}
        GET /api/incoming/{source:long}/uploads/{upload}                   1  3  3  3  3  3  3  3  3  3  3  3  +  4  3
        POST /api/incoming/{source:long}/uploads                           1  3  3  3  3  3  3  3  3  3  3  3  +  +  3
        HEAD /api/incoming/{source:long}/uploads/{upload}                  1  3  3  3  3  3  3  3  3  3  3  3  +  +  3
        PATCH /api/incoming/{source:long}/uploads/{upload}                 1  3  3  3  3  3  3  3  3  3  3  3  +  +  3
        POST /api/experiments/{experiment}/verifications                   1  4  3  +  +  +  +  4  +  3  +  3  4  4  4
        GET /api/experiments/{experiment}/verifications                    1  4  +  +  +  +  +  4  +  +  +  +  4  4  4
        GET /api/experiments/{experiment}/verifications/{verification}     1  4  +  +  +  +  +  4  +  +  +  +  4  4  4
        POST /api/experiments/{experiment}/verifications/{verification}/stop 1  4  3  +  +  +  +  4  +  3  +  3  4  4  4
        GET /api/experiments/{experiment}/findings                         1  4  +  +  +  +  +  4  +  +  +  +  4  4  4
        POST /api/experiments/{experiment}/held                            1  4  +  +  +  +  +  4  +  +  +  +  4  4  4  {"sha256":[]}
        GET /api/storages/trouble                                          1  3  3  3  3  3  3  3  +  +  +  3  3  3  3
        POST /api/storages/{storage}/accept                                1  3  3  3  3  3  3  3  +  3  3  3  3  3  3
        POST /api/readings                                                 1  3  3  3  3  3  3  3  3  3  3  3  3  3  +  []
        POST /api/readings/keep                                            1  3  3  3  3  3  3  3  3  3  3  3  3  3  +  []
        POST /api/readings/lease                                           1  3  3  3  3  3  3  3  3  3  3  3  3  3  +  {"readers":{},"most":1}
        GET /api/experiments/{experiment}/previews/{**path}                1  4  +  +  +  +  +  4  +  +  +  +  4  4  4
        GET /api/experiments/{experiment}/h5grove/attr                     1  4  +  +  +  +  +  4  +  +  +  +  4  4  4
        GET /api/experiments/{experiment}/h5grove/data                     1  4  +  +  +  +  +  4  +  +  +  +  4  4  4
        GET /api/experiments/{experiment}/h5grove/meta                     1  4  +  +  +  +  +  4  +  +  +  +  4  4  4
        GET /api/experiments/{experiment}/h5grove/paths                    1  4  +  +  +  +  +  4  +  +  +  +  4  4  4
        GET /api/experiments/{experiment}/h5grove/stats                    1  4  +  +  +  +  +  4  +  +  +  +  4  4  4
        GET /api/experiments/{experiment}/signals/{**path}                 1  4  +  +  +  +  +  4  +  +  +  +  4  4  4
        GET /api/experiments/{experiment}/planes/{**path}                  1  4  +  +  +  +  +  4  +  +  +  +  4  4  4
        GET /api/experiments/{experiment}/ranges/{**path}                  1  4  +  +  +  +  +  4  +  +  +  +  4  4  4
        GET /api/experiments/{experiment}/values/{**path}                  1  4  +  +  +  +  +  4  +  +  +  +  4  4  4
        GET /api/experiments/{experiment}/rows/{**path}                    1  4  +  +  +  +  +  4  +  +  +  +  4  4  4
        GET /api/experiments/{experiment}/places/{**path}                  1  4  +  +  +  +  +  4  +  +  +  +  4  4  4
        GET /api/experiments/{experiment}/readings                         1  4  +  +  +  +  +  4  +  +  +  +  4  4  4
        POST /api/experiments/{experiment}/readings/again                  1  4  3  +  +  +  +  4  +  3  +  3  4  4  4
        GET /api/experiments/{experiment}/readings/again/{id}              1  4  +  +  +  +  +  4  +  +  +  +  4  4  4
        GET /api/experiments/{experiment}/readings/again/{id}/changes      1  4  +  +  +  +  +  4  +  +  +  +  4  4  4
        POST /api/experiments/{experiment}/scans                           1  4  3  +  +  +  +  4  +  3  +  3  4  4  4
        GET /api/experiments/{experiment}/scans                            1  4  +  +  +  +  +  4  +  +  +  +  4  4  4
        GET /api/experiments/{experiment}/scans/{scan}                     1  4  +  +  +  +  +  4  +  +  +  +  4  4  4
        POST /api/experiments/{experiment}/scans/{scan}/stop               1  4  3  +  +  +  +  4  +  3  +  3  4  4  4
        GET /api/experiments/{experiment}/differences                      1  4  +  +  +  +  +  4  +  +  +  +  4  4  4
        POST /api/storages/{storage}/scans                                 1  3  3  3  3  3  3  3  +  3  3  3  3  3  3
        GET /api/storages/{storage}/scans                                  1  3  3  3  3  3  3  3  +  +  +  3  3  3  3
        GET /api/storages/{storage}/scans/{scan}                           1  3  3  3  3  3  3  3  +  +  +  3  3  3  3
        POST /api/storages/{storage}/scans/{scan}/stop                     1  3  3  3  3  3  3  3  +  3  3  3  3  3  3
        GET /api/storages/{storage}/differences                            1  3  3  3  3  3  3  3  +  +  +  3  3  3  3
        GET /api/health                                                    +  +  +  +  +  +  +  +  +  +  +  +  +  +  +
        GET /api/events                                                    1  +  +  +  +  +  +  +  +  +  +  +  +  +  +
        GET /api/audit                                                     1  3  3  3  3  3  3  3  +  +  +  3  3  3  3
        GET /api/audit/check                                               1  3  3  3  3  3  3  3  +  +  +  3  3  3  3
        GET /api/audit/search                                               1  3  3  3  3  3  3  3  +  +  +  3  3  3  3
        GET /api/work                                                       1  3  3  3  3  3  3  3  +  +  +  3  3  3  3
        GET /api/settings                                                   1  3  3  3  3  3  3  3  +  +  +  3  3  3  3
        GET /api/jobs                                                      1  3  3  3  3  3  3  3  +  +  +  3  3  3  3
        GET /api/{documentName}.json                                       +  +  +  +  +  +  +  +  +  +  +  +  +  +  +
        OPTIONS /dav                                                       1  +  +  +  +  +  +  +  +  +  +  +  +  +  +
        PROPFIND /dav                                                      1  +  +  +  +  +  +  +  +  +  +  +  +  +  +
        OPTIONS /dav/{experiment}/{**path}                                 1  4  +  +  +  +  +  4  +  +  +  +  4  4  4
        PROPFIND /dav/{experiment}/{**path}                                1  4  +  +  +  +  +  4  +  +  +  +  4  4  4
        GET /dav/{experiment}/{**path}                                     1  4  +  +  +  +  +  4  +  +  +  +  4  4  4
        HEAD /dav/{experiment}/{**path}                                    1  4  +  +  +  +  +  4  +  +  +  +  4  4  4
        GET /portal/{digest}/{name}                                        +  +  +  +  +  +  +  +  +  +  +  +  +  +  +
        GET /portal/islands/{name}                                        +  +  +  +  +  +  +  +  +  +  +  +  +  +  +
        GET /sign-in                                                       +  +  +  +  +  +  +  +  +  +  +  +  +  +  +
        POST /sign-in                                                      +  +  +  +  +  +  +  +  +  +  +  +  +  +  +
        POST /sign-out                                                     1  +  +  +  +  +  +  +  +  +  +  +  +  +  +
        GET /set-password                                                  +  +  +  +  +  +  +  +  +  +  +  +  +  +  +
        POST /set-password                                                 +  +  +  +  +  +  +  +  +  +  +  +  +  +  +
        GET /                                                              1  +  +  +  +  +  +  +  +  +  +  +  +  +  +
        GET /search                                                        1  +  +  +  +  +  +  +  +  +  +  +  +  +  +
        POST /search/save                                                  1  +  +  +  +  +  +  +  +  3  +  3  3  3  3
        POST /search/forget                                                1  +  +  +  +  +  +  +  +  3  +  3  3  3  3
        GET /experiments                                                   1  +  +  +  +  +  +  +  +  +  +  +  +  +  +
        GET /experiments/{experiment}                                      1  4  +  +  +  +  +  4  +  +  +  +  4  4  4
        GET /experiments/{experiment}/folder/{**path}                      1  4  +  +  +  +  +  4  +  +  +  +  4  4  4
        GET /experiments/{experiment}/file/{**path}                        1  4  +  +  +  +  +  4  +  +  +  +  4  4  4
        GET /experiments/{experiment}/view/{**path}                        1  4  +  +  +  +  +  4  +  +  +  +  4  4  4
        POST /experiments/{experiment}/selected                            1  4  +  +  +  +  +  4  +  +  +  +  4  4  4
        POST /experiments/{experiment}/selected/archive.zip                1  4  +  +  +  +  +  4  +  +  +  +  4  4  4
        POST /experiments/{experiment}/selected/describe                   1  4  3  +  +  +  +  4  +  3  +  3  4  4  4
        POST /experiments/{experiment}/selected/move                       1  4  3  +  +  +  +  4  +  3  +  3  4  4  4
        POST /experiments/{experiment}/selected/delete                     1  4  3  +  +  +  +  4  +  3  +  3  4  4  4
        POST /experiments/{experiment}/shares                              1  4  3  3  +  3  +  4  +  3  +  3  4  4  4
        POST /experiments/{experiment}/shares/{share}/revoke               1  4  3  3  +  3  +  4  +  3  +  3  4  4  4
        POST /view-as                                                      1  3  3  3  3  3  3  3  +  3  3  3  3  3  3
        POST /view-as/end                                                  1  +  +  +  +  +  +  +  +  +  +  +  +  +  +
        GET /people                                                        1  +  +  +  +  +  +  +  +  3  +  3  3  3  3
        GET /experiments/{experiment}/edit                                 1  4  3  3  +  3  +  4  +  3  +  3  4  4  4
        POST /experiments/{experiment}/edit                                1  4  3  3  +  3  +  4  +  3  +  3  4  4  4
        POST /experiments/{experiment}/member/remove                       1  4  3  3  +  3  +  4  +  3  +  3  4  4  4
        GET /new-experiment                                                1  3  3  3  3  3  +  +  +  3  +  3  3  3  3
        POST /new-experiment                                               1  3  3  3  3  3  +  +  +  3  +  3  3  3  3
        POST /experiments/{experiment}/member                              1  4  3  3  +  3  +  4  +  3  +  3  4  4  4
        POST /experiments/{experiment}/close                               1  4  3  3  +  3  +  4  +  3  +  3  4  4  4
        POST /experiments/{experiment}/reopen                              1  4  3  3  +  3  +  4  +  3  +  3  4  4  4
        POST /experiments/{experiment}/scan                                1  4  3  +  +  +  +  4  +  3  +  3  4  4  4
        GET /experiments/{experiment}/acquire                              1  4  3  +  +  +  +  4  +  3  +  3  4  4  4
        POST /experiments/{experiment}/acquire                             1  4  3  +  +  +  +  4  +  3  +  3  4  4  4
        GET /experiments/{experiment}/acquisitions/{acquisition}            1  4  +  +  +  +  +  4  +  +  +  +  4  4  4
        POST /experiments/{experiment}/acquisitions/{acquisition}/retry     1  4  3  +  +  +  +  4  +  3  +  3  4  4  4
        GET /experiments/{experiment}/upload                                1  4  3  +  +  +  +  4  +  3  +  3  4  4  4
        POST /experiments/{experiment}/acquisitions/{acquisition}/stop     1  4  3  +  +  +  +  4  +  3  +  3  4  4  4
        GET /account                                                        1  +  +  +  +  +  +  +  +  +  +  +  +  +  +
        POST /account/tokens                                                1  +  +  +  +  +  +  +  +  3  +  3  3  3  3
        POST /account/tokens/{token}/revoke                                 1  +  +  +  +  +  +  +  +  3  +  3  3  3  3
        POST /account/password                                              1  +  +  +  +  +  +  +  +  3  +  3  3  3  3
        GET /admin                                                          1  3  3  3  3  3  3  3  +  +  +  3  3  3  3
        GET /admin/people                                                   1  3  3  3  3  3  3  3  +  +  +  3  3  3  3
        POST /admin/people                                                  1  3  3  3  3  3  3  3  +  3  3  3  3  3  3
        GET /admin/people/{user}                                            1  3  3  3  3  3  3  3  +  +  +  3  3  3  3
        POST /admin/people/{user}                                           1  3  3  3  3  3  3  3  +  3  3  3  3  3  3
        POST /admin/people/{user}/password                                  1  3  3  3  3  3  3  3  +  3  3  3  3  3  3
        GET /admin/groups                                                   1  3  3  3  3  3  3  3  +  +  +  3  3  3  3
        POST /admin/groups                                                  1  3  3  3  3  3  3  3  +  3  3  3  3  3  3
        POST /admin/groups/{group}/members                                  1  3  3  3  3  3  3  3  +  3  3  3  3  3  3
        POST /admin/groups/{group}/remove                                   1  3  3  3  3  3  3  3  +  3  3  3  3  3  3
        GET /admin/tokens                                                   1  3  3  3  3  3  3  3  +  +  +  3  3  3  3
        POST /admin/tokens                                                  1  3  3  3  3  3  3  3  +  3  3  3  3  3  3
        POST /admin/tokens/{token}/revoke                                   1  3  3  3  3  3  3  3  +  3  3  3  3  3  3
        GET /admin/types                                                    1  3  3  3  3  3  3  3  +  +  +  3  3  3  3
        POST /admin/types                                                   1  3  3  3  3  3  3  3  +  3  3  3  3  3  3
        POST /admin/types/remove                                            1  3  3  3  3  3  3  3  +  3  3  3  3  3  3
        GET /admin/storages                                                 1  3  3  3  3  3  3  3  +  +  +  3  3  3  3
        POST /admin/storages/{storage}/scan                                 1  3  3  3  3  3  3  3  +  3  3  3  3  3  3
        POST /admin/storages/{storage}/accept                               1  3  3  3  3  3  3  3  +  3  3  3  3  3  3
        GET /admin/work                                                     1  3  3  3  3  3  3  3  +  +  +  3  3  3  3
        GET /admin/audit                                                    1  3  3  3  3  3  3  3  +  +  +  3  3  3  3
        GET /admin/settings                                                 1  3  3  3  3  3  3  3  +  +  +  3  3  3  3
        GET /admin/stations                                                 1  3  3  3  3  3  3  3  +  +  +  3  3  3  3
        POST /admin/stations                                                1  3  3  3  3  3  3  3  +  3  3  3  3  3  3
        GET /booking                                                       1  +  +  +  +  +  +  +  +  +  +  +  +  +  +
        GET /booking/{instrument}                                          1  +  +  +  +  +  +  +  +  +  +  +  +  +  +
        POST /booking/{instrument}                                         1  +  +  +  +  +  +  +  +  3  +  3  3  3  3
        GET /booking/{instrument}/rules                                    1  3  3  3  3  3  +  3  +  +  +  3  3  3  3
        POST /booking/{instrument}/rules                                   1  3  3  3  3  3  +  3  +  3  +  3  3  3  3
        GET /booking/{instrument}/{reservation}                            1  +  +  +  +  +  +  +  +  +  +  +  +  +  +
        POST /booking/{instrument}/{reservation}                           1  +  +  +  +  +  +  +  +  3  +  3  3  3  3
        POST /booking/{instrument}/{reservation}/cancel                    1  +  +  +  +  +  +  +  +  3  +  3  3  3  3
        GET /admin/calendars                                               1  3  3  3  3  3  3  3  +  +  +  3  3  3  3
        POST /admin/calendars                                              1  3  3  3  3  3  3  3  +  3  3  3  3  3  3
        POST /admin/calendars/{source}/test                                1  3  3  3  3  3  3  3  +  3  3  3  3  3  3
        POST /admin/calendars/{source}/remove                              1  3  3  3  3  3  3  3  +  3  3  3  3  3  3
        GET /admin/targets                                                 1  3  3  3  3  3  3  3  +  +  +  3  3  3  3
        POST /admin/targets                                                1  3  3  3  3  3  3  3  +  3  3  3  3  3  3
        POST /admin/targets/{target}/try                                   1  3  3  3  3  3  3  3  +  3  3  3  3  3  3
        POST /admin/targets/{target}/remove                                1  3  3  3  3  3  3  3  +  3  3  3  3  3  3
        GET /stations/{station}                                             1  +  +  +  +  +  +  +  +  +  +  +  +  +  +
        POST /stations/{station}                                            1  3  3  3  3  3  +  3  +  3  +  3  3  3  3
        POST /stations/{station}/instruments                                1  3  3  3  3  3  +  3  +  3  +  3  3  3  3
        """;

    public static IReadOnlyList<Row> Rows { get; } = [.. Text.Split('\n').Skip(1).Select(Read)];

    private static Row Read(string line)
    {
        var cells = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return new(cells[0], cells[1], string.Concat(cells[2..(2 + Callers.Length)]), cells.ElementAtOrDefault(2 + Callers.Length) ?? "{}");
    }

    internal sealed record Row(string Method, string Route, string Expected, string Body)
    {
        public bool IsSafe => Method is "GET" or "HEAD" or "OPTIONS";

        /// <summary>The route with something in its holes.</summary>
        public string In(string experiment) => Route[1..].Replace("{experiment}", experiment).Replace("{station}", "here").Replace("{source:long}", "1").Replace("{question:long}", "1").Replace("{user}", "stranger")
            .Replace("{kind}", "user").Replace("{member}", "none").Replace("{documentName}", "openapi").Replace("{**path}", "a/b").Replace("{", "").Replace("}", "");
    }
}
