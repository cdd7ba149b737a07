// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {PublicKey} from "../../src/WebAuthnVerifier.sol";
import {Actions} from "./Actions.sol";

/// @notice The rotator that the last account has put its trust in.
abstract contract HostileRotator is Actions {
    /// @dev The rotator of the misled account wants something else from now on.
    function _turnRotator() internal {
        _wish = _chance(10) ? Wish.Nothing : Wish(_roll(8));
        (_saysOwner, _saysSigned) = (_chance(90), _chance(10));
        _rotator.setIsOwner(_saysOwner);
        _rotator.setIsOwnerSignature(_saysSigned);
        _rotator.wantNothing();
        _tellRotator(_stranger());
        _count("turn rotator");
    }

    /// @dev So that a key can be added that it has called an owner before.
    function _denyOwner() internal {
        _saysOwner = false;
        _rotator.setIsOwner(false);
    }

    function _tellRotator(address thief) private {
        bytes memory steal = abi.encodeCall(_token.transfer, (thief, 1));
        PublicKey memory key = publicKey(_passkeys[THIEF_PASSKEY]);
        if (_wish == Wish.ThiefPasskey) _want(address(validator), 0, abi.encodeCall(validator.addPasskey, (key)));
        if (_wish == Wish.SpareOwner) {
            _want(address(_spareValidator), 0, abi.encodeCall(_spareValidator.setOwner, (thief)));
        }
        if (_wish == Wish.Tokens) _want(address(_token), 0, steal);
        if (_wish == Wish.Ether) _want(address(validator), 1, abi.encodeCall(validator.addPasskey, (key)));
        if (_wish == Wish.AccountItself) {
            _want(address(_accounts[MISLED]), 0, executeCall(address(_token), 0, steal));
        }
        if (_wish == Wish.NobodysCode) _want(address(0), 0, executeCall(address(_token), 0, steal));
        if (_wish == Wish.PolicyGone) _want(address(module), 0, abi.encodeCall(module.clearPolicy, ()));
    }

    function _want(address target, uint256 value, bytes memory data) private {
        _rotator.want(target, value, data);
    }
}
