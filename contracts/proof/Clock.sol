// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

/// @title The clock and the epochs of one request of one account, for ever
/// @notice The SMTChecker (CHC) proves by induction that no assertion can fail: whatever the state, if `_holds()` is true of
/// it, then it is true after every step that anybody can take, and what the step itself asserts is true; and it is true in
/// the beginning. So it is true after any number of steps, at any times. `npm run prove` runs it.
///
/// The functions of RecoveryModule that decide are not copied: they are put in place of the line that names them, as they
/// stand in its source. Left out is who may call what – here everybody may call everything – and how words are packed.
contract Clock {
    enum State {
        None,
        Waiting,
        Ready,
        Expired,
        Dead
    }

    // The account's word, its policy's window, and the request's slot.
    bool private _isSet;
    uint32 private _epoch;
    uint16 private _windowHours;
    bool private _isStarted;
    uint32 private _ready;
    uint16 private _window;
    uint32 private _slotEpoch;

    /// @dev The epoch that the request names for this chain: part of what was signed, so it never changes.
    uint32 private _signed;
    uint256 private _now;

    // Remembered only to say what must hold: when the request was started first and with the shortest of which delays,
    // whether it was ever seen expired or dead, and whether it was executed.
    uint256 private _firstStart;
    uint256 private _shortestDelay;
    bool private _isOver;
    bool private _isExecuted;

    constructor() {
        assert(_holds());
    }

    /// @dev One step from any state of which `_holds()` is true.
    modifier step() {
        // Time is counted in seconds and ends long before this.
        require(_now < 2 ** 64);
        require(_holds());
        _;
        assert(_holds());
    }

    function _holds() private view returns (bool) {
        if (_firstStart > _now || _shortestDelay > 30 days) return false;
        // Executed: never again, because the epoch has passed what was signed.
        if (_isExecuted && (_isStarted || _epoch <= _signed)) return false;
        if (!_isStarted) return !_isOver;
        if (_slotEpoch != _signed || _slotEpoch > _epoch) return false;
        // Without a policy the epoch has moved on, or can never move again.
        if (!_isSet && _slotEpoch == _epoch && _epoch != type(uint32).max) return false;
        // Nobody gets less than the delay that counted, from the first start on.
        if (_ready != 0 && _ready < _firstStart + _shortestDelay) return false;
        // What is over stays over.
        return !_isOver || _state() > State.Ready;
    }

    // @extract _state
    // @extract _next

    // ---- every step that there is -----------------------------------------------------------------------------------

    function timePasses(uint256 time) external step {
        require(time > _now && time < 2 ** 64);
        _now = time;
    }

    function setPolicy(uint16 windowHours) external step {
        require(windowHours >= 48 && windowHours <= 720);
        _raise();
        _isSet = true;
        _windowHours = windowHours;
    }

    function clearPolicy() external step {
        require(_isSet);
        _raise();
        _isSet = false;
    }

    /// @dev At the very end the epoch stays.
    function onUninstall() external step {
        if (_epoch != type(uint32).max) _raise();
        _isSet = false;
    }

    /// @dev Cancelled by the owner, or another request was executed.
    function cancel() external step {
        require(_isSet);
        _raise();
    }

    function start(uint256 delay) external step {
        require(delay <= 30 days && _isSet && _epoch == _signed);
        State current = _state();
        require(current <= State.Ready);
        // @stands uint256 ready = block.timestamp + _delay(opened.tiers, weight);
        uint256 ready = _now + delay;
        // @stands if (current != State.None && before.ready() < ready) ready = before.ready();
        if (current != State.None && _ready < ready) ready = _ready;
        require(ready <= type(uint32).max && ready != 0);
        assert(current == State.None || ready <= _ready);
        if (current == State.None) {
            _firstStart = _now;
            _shortestDelay = delay;
        } else if (delay < _shortestDelay) {
            _shortestDelay = delay;
        }
        _isStarted = true;
        _ready = uint32(ready);
        _window = _windowHours;
        _slotEpoch = _epoch;
    }

    function execute() external step {
        require(_state() == State.Ready);
        assert(!_isOver && !_isExecuted);
        assert(_isSet && _epoch == _signed);
        assert(_now >= _firstStart + _shortestDelay);
        assert(_now >= _ready && _now <= _end());
        _raise();
        _isStarted = false;
        _isExecuted = true;
    }

    /// @dev Guardians objected, or one of them is suspended.
    function endRequest() external step {
        State current = _state();
        require(current == State.Waiting || current == State.Ready);
        _ready = 0;
        assert(_state() == State.Dead);
    }

    /// @dev C-10: from `ready` to the end of the window, both included.
    function edges() external view step {
        require(_state() != State.None && _state() != State.Dead);
        assert((_state() == State.Waiting) == (_now < _ready));
        assert((_state() == State.Expired) == (_now > _end()));
    }

    /// @dev Somebody sees that it is over.
    function look() external step {
        if (_state() > State.Ready) _isOver = true;
    }

    // ---- helpers ----------------------------------------------------------------------------------------------------

    function _end() private view returns (uint256) {
        return uint256(_ready) + uint256(_window) * 1 hours;
    }

    /// @dev The epoch only ever rises.
    function _raise() private {
        uint32 before = _epoch;
        _epoch = _next(before);
        assert(_epoch > before);
    }
}
